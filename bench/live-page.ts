import type { Browser, Page } from '@playwright/test'
import { routes } from '#lib/routes.ts'
import type { BenchSession } from './bench-sessions.ts'
import { GROUP_SPACE } from './live-group.ts'
import type { BenchPortal } from './portal-process.ts'

type WatchedWindow = Window & typeof globalThis & { seenAt: Record<string, number> }

/** Opens a page, the group's Storage when none is named, and resolves with it when its own stream is open. */
export async function openWatchingPage(
  browser: Browser,
  options: { portal: BenchPortal; session: BenchSession; path?: string },
): Promise<Page> {
  const { portal, session, path = routes.storage(GROUP_SPACE) } = options
  const context = await browser.newContext({ locale: 'en-GB' })
  await context.addCookies([{ name: session.cookieName, value: session.cookieValue, url: portal.url }])
  const page = await context.newPage()
  const isOpen = page.waitForResponse((response) => response.url().includes(routes.api.eventsPath()))
  await page.goto(`${portal.url}${path}`)
  await page.evaluate(watchTitles)
  await isOpen
  return page
}

/** Runs in the page: notes when each "change-…" first stands in the document. */
function watchTitles(): void {
  const seenAt: Record<string, number> = {}
  ;(window as WatchedWindow).seenAt = seenAt
  new MutationObserver(() => {
    const [text] = /change-[\w-]+-end/.exec(document.body.innerText) ?? []
    if (text) seenAt[text] ??= Date.now()
  }).observe(document.body, { subtree: true, childList: true, characterData: true })
}

/** Milliseconds since 1970 at which the text stood in the document. */
export async function getSeenAt(page: Page, text: string): Promise<number> {
  const handle = await page.waitForFunction((wanted) => (window as WatchedWindow).seenAt[wanted], text)
  return (await handle.jsonValue()) as number
}
