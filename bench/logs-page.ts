import { setTimeout as sleep } from 'node:timers/promises'
import { routes } from '#lib/routes.ts'
import type { BenchSession } from './bench-sessions.ts'
import { FLOOD } from './logs-flood.ts'
import { getSpace, type WorkloadsRun } from './workloads-visit.ts'

type ObservedWindow = Window & typeof globalThis & { interactionMs: number }

const PAUSE_MS = 400

/** Types, searches and scrolls in the page of the flood; resolves with the slowest answer to any of it. */
export async function measureFloodPage(
  { browser, portal }: WorkloadsRun,
  { session, index, seconds }: { session: BenchSession; index: number; seconds: number },
): Promise<number> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1440, height: 900 } })
  await context.addCookies([{ name: session.cookieName, value: session.cookieValue, url: portal.url }])
  const page = await context.newPage()
  await page.addInitScript(observe)
  await page.goto(`${portal.url}${routes.workload(getSpace(index), FLOOD, 'logs')}`)
  const log = page.getByRole('log', { name: `Logs of ${FLOOD.name}` })
  await log.getByText('a line of a program').first().waitFor()
  // What comes once with the page is none of this.
  await page.evaluate(() => {
    ;(window as ObservedWindow).interactionMs = 0
  })
  const search = page.getByRole('searchbox', { name: 'Search the lines' })
  const follow = page.getByRole('button', { name: 'Follow', exact: true })
  const endsAt = Date.now() + seconds * 1000
  while (Date.now() < endsAt) {
    for (const key of ['s', 'a', 'm', 'e', 'Enter']) {
      await search.press(key)
      await sleep(PAUSE_MS)
    }
    await follow.click()
    await sleep(PAUSE_MS)
    await log.press('PageUp')
    await sleep(PAUSE_MS)
    await search.fill('')
    await follow.click()
    await sleep(PAUSE_MS)
  }
  const interactionMs = await page.evaluate(() => (window as ObservedWindow).interactionMs)
  await context.close()
  return interactionMs
}

/** Runs in the page, before anything of it. */
function observe(): void {
  ;(window as ObservedWindow).interactionMs = 0
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & { interactionId?: number })[]) {
      const known = window as ObservedWindow
      if (entry.interactionId) known.interactionMs = Math.max(known.interactionMs, entry.duration)
    }
  }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit)
}
