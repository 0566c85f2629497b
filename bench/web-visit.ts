import type { Browser, CDPSession, Page } from '@playwright/test'

export interface PageVisit {
  url: string
  path: string
  cookies: readonly { name: string; value: string }[]
  /** The name of the button that is pressed when the page has come to rest. */
  button: string
}

export interface VisitFigures {
  /** Its last byte; the slowed network tells no first one. */
  documentMs: number
  paintMs: number
  shift: number
  interactionMs: number
  scriptBytes: number
}

const CPU_SLOWDOWN = 4
/** "Fast 4G": https://github.com/ChromeDevTools/devtools-frontend/blob/main/front_end/core/sdk/NetworkManager.ts */
const FAST_4G = {
  offline: false,
  downloadThroughput: ((9 * 1000 * 1000) / 8) * 0.9,
  uploadThroughput: ((1.5 * 1000 * 1000) / 8) * 0.9,
  latency: 60 * 2.75,
}
const REST_MS = 2000
const PRESSED_MS = 1500

/** One visit of somebody who has never been here and is signed in. */
export async function measureVisit(browser: Browser, { url, path, cookies, button }: PageVisit): Promise<VisitFigures> {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1366, height: 768 } })
  try {
    await context.addCookies(cookies.map((cookie) => ({ ...cookie, url })))
    const page = await context.newPage()
    const session = await context.newCDPSession(page)
    const countScripts = await watchScripts(session)
    await session.send('Network.emulateNetworkConditions', FAST_4G)
    await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN })
    await page.addInitScript(observe)
    await page.goto(`${url}${path}`, { waitUntil: 'load' })
    await page.waitForTimeout(REST_MS)
    const scriptBytes = countScripts()
    await page.getByRole('button', { name: button }).first().click()
    await page.waitForTimeout(PRESSED_MS)
    return { ...(await read(page)), scriptBytes }
  } finally {
    await context.close()
  }
}

/** Bytes of all scripts that came over the network, with their heads. */
async function watchScripts(session: CDPSession): Promise<() => number> {
  const scripts = new Set<string>()
  let bytes = 0
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type === 'Script' || /javascript/.test(response.mimeType)) scripts.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength
  })
  await session.send('Network.enable')
  return () => bytes
}

interface Observed {
  paintMs: number
  shift: number
  interactionMs: number
}

type ObservedWindow = Window & typeof globalThis & { observed: Observed }

/** Runs in the page, before anything of it. */
function observe(): void {
  const observed: Observed = { paintMs: 0, shift: 0, interactionMs: 0 }
  ;(window as ObservedWindow).observed = observed
  const watch = (
    options: PerformanceObserverInit & { durationThreshold?: number },
    take: (e: PerformanceEntry) => void,
  ) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ buffered: true, ...options })
  watch({ type: 'largest-contentful-paint' }, ({ startTime }) => (observed.paintMs = startTime))
  watch({ type: 'layout-shift' }, (entry) => {
    const { value, hadRecentInput } = entry as PerformanceEntry & { value: number; hadRecentInput: boolean }
    if (!hadRecentInput) observed.shift += value
  })
  watch({ type: 'event', durationThreshold: 16 }, (entry) => {
    const { interactionId, duration } = entry as PerformanceEntry & { interactionId?: number }
    if (interactionId) observed.interactionMs = Math.max(observed.interactionMs, duration)
  })
}

async function read(page: Page): Promise<Omit<VisitFigures, 'scriptBytes'>> {
  const figures = await page.evaluate(() => {
    const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[]
    return { ...(window as ObservedWindow).observed, documentMs: navigation?.responseEnd ?? 0 }
  })
  if (figures.paintMs === 0) throw new Error('The browser painted nothing.')
  // Shorter ones than this are not told.
  return { ...figures, interactionMs: figures.interactionMs || 16 }
}
