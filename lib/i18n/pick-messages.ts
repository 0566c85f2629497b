import type { Messages } from 'next-intl'
import { getMessages } from 'next-intl/server'

type Namespace = keyof Messages

/** What every page may need in the browser; the rest comes with the part of the portal that needs it. */
export const COMMON_MESSAGES = ['app', 'languages', 'ui', 'states', 'layout', 'pages', 'errors'] as const

/** Those parts of the catalogue in the reader's language; the others are not sent to the browser. */
export async function pickMessages(names: readonly Namespace[]): Promise<Partial<Messages>> {
  const messages = await getMessages()
  return Object.fromEntries(names.map((name) => [name, messages[name]]))
}
