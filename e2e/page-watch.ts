import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'
import { PORTAL_NAME } from '#cluster/demo/portal-settings.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import { client } from './place.ts'

/** Collects what a page complains about: errors, refusals by its security policy, failed requests. */
export function watchConsole(page: Page): string[] {
  const problems: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    // That a page does not exist is its status, and no mistake in it.
    if (message.location().url === page.url() && message.text().includes('status of 404')) return
    problems.push(`${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => problems.push(error.message))
  return problems
}

/**
 * What axe finds, each with the elements; and what lies beyond the right edge. An open menu hangs below the body and so
 * in no landmark, which is the way menus are (https://www.w3.org/WAI/ARIA/apg/patterns/menu-button/).
 */
export async function findFlaws(page: Page, { isMenuOpen = false, isContrastOnly = false } = {}): Promise<string[]> {
  const axe = buildAxe(page)
  const { violations } = await (
    isContrastOnly ? axe.withRules(['color-contrast']) : axe.disableRules(isMenuOpen ? ['region'] : [])
  ).analyze()
  const flaws = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  const beyondPx = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  )
  return beyondPx > 0 ? [...flaws, `${beyondPx} px lie beyond the right edge`] : flaws
}

/** Colours of what fades in are not yet those it is read in. */
export async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document.getAnimations().every(({ playState, effect }) => {
      return playState !== 'running' || effect?.getComputedTiming().iterations === Infinity
    }),
  )
}

/** The same in the light theme, and what the dark one makes hard to read. */
export async function findFlawsInThemes(page: Page): Promise<string[]> {
  const flaws = await findFlaws(page)
  await setTheme(page, 'dark')
  const inDark = await findFlaws(page, { isContrastOnly: true })
  await setTheme(page, 'light')
  return [...flaws, ...inDark.map((flaw) => `in the dark: ${flaw}`)]
}

function buildAxe(page: Page): AxeBuilder {
  return (
    new AxeBuilder({ page })
      // They catch the Tab key at the edges of what is open and pass it on: nobody ever stands on them.
      .exclude('[data-base-ui-focus-guard]')
      // In a frame that runs nothing, axe waits for itself without end.
      .exclude('iframe[sandbox=""]')
  )
}

async function setTheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme })
  await page.locator(`html[data-theme="${colorScheme}"]`).waitFor()
}

/** What stands in answers of an API server, and in no sentence for people. */
const RAW = [
  /managedFields/,
  /last-applied-configuration/,
  /"apiVersion\\*":/,
  /system:serviceaccount:/,
  /(is forbidden|cannot [a-z]+ resource)/,
  // JSON web tokens: sessions, service accounts, the provider's.
  /eyJ[\w-]{10,}\.[\w-]{10,}/,
]
const SECRET_MIN_LENGTH = 16

/** Everything that must not be found in what the portal sends or writes: its own secrets, tokens, raw messages. */
export async function listForbidden(): Promise<(string | RegExp)[]> {
  const { data } = await requireObject(client, {
    apiVersion: 'v1',
    kind: 'Secret',
    namespace: NAMESPACE,
    name: PORTAL_NAME,
  })
  const secrets = Object.values(data as Record<string, string>)
    .map((value) => Buffer.from(value, 'base64').toString())
    .filter((value) => value.length >= SECRET_MIN_LENGTH)
  if (secrets.length === 0) throw new Error('The portal has no secrets, so nothing can be looked for.')
  return [...secrets, ...RAW]
}

/** What of that is in a text. Only where it was found is told, because a report is read by many. */
export function findForbidden(text: string, forbidden: readonly (string | RegExp)[]): string[] {
  return forbidden.flatMap((what, index) => {
    if (typeof what === 'string') return text.includes(what) ? [`the portal's secret number ${index + 1}`] : []
    const found = what.exec(text)
    return found ? [text.slice(Math.max(0, found.index - 40), found.index + 60)] : []
  })
}
