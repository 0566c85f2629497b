import type { Browser, BrowserContext } from '@playwright/test'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '#lib/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { routes } from '#lib/routes.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { startChromium } from './chromium.ts'
import { openDemo, type DemoPeople, type DemoPerson } from './demo-people.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { findVolumeDir, measureThroughIngress } from './files-ingress.ts'
import { makeManyEntries, MANY_FOLDER } from './files-list.ts'
import { fetchCallback, finishSignIn, startSignIn } from './sign-in.ts'

const COLD_RUNS = 5
const WARM_RUNS = 10
const OPEN_TIMEOUT_MS = 60_000
const POLL_MS = 200
const LOOK_MS = 1000
const FOLDER_RUNS = 5

/**
 * From going to the page to the answer of the listing, and a download through the ingress, in the demo that runs; without
 * one, nothing.
 */
export async function measureOpening(options: { largeMib: number; entries: number }): Promise<Figure[]> {
  let demo: DemoPeople
  try {
    demo = await openDemo()
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'UNAVAILABLE') throw error
    process.stderr.write(`How fast a volume opens was not measured. ${error.userMessage}\n`)
    return []
  }
  const browser = await startChromium()
  try {
    const [person] = await demo.create(1)
    if (!person) throw new Error('Nobody was made.')
    return await measureFor(browser, { demo, person, ...options })
  } finally {
    await browser.close()
    await demo.leave()
  }
}

async function measureFor(
  browser: Browser,
  { demo, person, largeMib, entries }: { demo: DemoPeople; person: DemoPerson; largeMib: number; entries: number },
): Promise<Figure[]> {
  const started = await startSignIn(demo.portalUrl, person)
  await finishSignIn(started.visitor, await fetchCallback(started))
  const cookies = started.visitor.listCookies(new URL(demo.portalUrl).host)
  const context = await browser.newContext()
  await context.addCookies(cookies.map((cookie) => ({ ...cookie, url: demo.portalUrl })))
  const url = `${demo.portalUrl}${routes.spaceFiles(person.space)}`
  // The very first time the volume itself is made.
  await open(context, url)
  const cold: number[] = []
  for (let index = 0; index < COLD_RUNS; index += 1) {
    await stopFileServers(demo.client, person.namespace)
    cold.push(await open(context, url))
  }
  const warm: number[] = []
  for (let index = 0; index < WARM_RUNS; index += 1) warm.push(await open(context, url))
  const followed = await follow(context, {
    home: `${demo.portalUrl}${routes.home()}`,
    section: routes.spaceFiles(person.space),
  })
  makeManyEntries(await findVolumeDir(demo, person), entries)
  const rows = await openFolder(context, url)
  await context.close()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const through = await measureThroughIngress({ demo, person, cookie, sizeMib: largeMib })
  return [
    ...through,
    buildFigure('page opened to the listing, cold, median', getQuantile(cold) / 1000, 's', { target: '<= 2.5' }),
    buildFigure('page opened to the listing, cold, slowest', getQuantile(cold, 1) / 1000, 's'),
    buildFigure('link followed to the listing, warm, median', getQuantile(followed), 'ms', { target: '<= 200' }),
    buildFigure('link followed to the listing, warm, slowest', getQuantile(followed, 1), 'ms'),
    buildFigure(`folder with ${entries} entries, from the key to its first rows, median`, getQuantile(rows), 'ms', {
      target: '<= 400',
    }),
    buildFigure('page loaded anew to the listing, warm, median', getQuantile(warm), 'ms'),
  ]
}

/** As people go there: in the portal, by the link beside every page; from the click, by the clock of the machine. */
async function follow(
  context: BrowserContext,
  { home, section }: { home: string; section: string },
): Promise<number[]> {
  const page = await context.newPage()
  const times: number[] = []
  try {
    await page.addInitScript(() => {
      document.addEventListener(
        'click',
        () => void (document.documentElement.dataset['clickedAt'] = `${Date.now()}`),
        true,
      )
    })
    for (let index = 0; index <= WARM_RUNS; index += 1) {
      await page.goto(home)
      // Somebody looks at the page first.
      await sleep(LOOK_MS)
      let listedAt = 0
      const listed = page
        .waitForResponse((response) => response.url().includes(fileRoutes.list()) && response.ok(), {
          timeout: OPEN_TIMEOUT_MS,
        })
        .then(() => (listedAt = Date.now()))
      await page.locator(`nav a[href^="${section}"]`).first().click()
      await listed
      times.push(listedAt - Number(await page.locator('html').getAttribute('data-clicked-at')))
    }
  } finally {
    await page.close()
  }
  // The first one fetches what later ones have.
  return times.slice(1)
}

type TimedWindow = Window & typeof globalThis & { rowsAfterMs: number }

/** In the list of the volume, the key that opens the folder, to the frame in which its first rows stand. */
async function openFolder(context: BrowserContext, url: string): Promise<number[]> {
  const page = await context.newPage()
  const times: number[] = []
  try {
    for (let index = 0; index <= FOLDER_RUNS; index += 1) {
      await page.goto(url)
      const grid = page.getByRole('grid', { name: /^Contents of/ })
      await grid.getByRole('row').filter({ hasText: MANY_FOLDER }).focus()
      await sleep(LOOK_MS)
      await page.evaluate(watchRows)
      await page.keyboard.press('Enter')
      await page.waitForFunction(() => (window as TimedWindow).rowsAfterMs > 0)
      times.push(await page.evaluate(() => (window as TimedWindow).rowsAfterMs))
    }
  } finally {
    await page.close()
  }
  return times.slice(1)
}

/** Runs in the page. */
function watchRows(): void {
  const timed = window as TimedWindow
  timed.rowsAfterMs = 0
  const begin = ({ timeStamp }: KeyboardEvent) => {
    const look = () => {
      const isThere = document.querySelector('[role="grid"]')?.textContent.includes('entry ') ?? false
      if (isThere) requestAnimationFrame(() => (timed.rowsAfterMs = performance.now() - timeStamp))
      else requestAnimationFrame(look)
    }
    look()
  }
  document.addEventListener('keydown', begin, { capture: true, once: true })
}

async function open(context: BrowserContext, url: string): Promise<number> {
  const page = await context.newPage()
  try {
    const startedMs = performance.now()
    const listed = page.waitForResponse((response) => response.url().includes(fileRoutes.list()) && response.ok(), {
      timeout: OPEN_TIMEOUT_MS,
    })
    await Promise.all([listed, page.goto(url)])
    return performance.now() - startedMs
  } finally {
    await page.close()
  }
}

/** So that the next one who opens the volume has to wait for a new one. */
async function stopFileServers(client: KubeClient, namespace: string): Promise<void> {
  const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`
  const list = () => client.request<{ items: KubeObject[] }>({ path: jobs })
  for (const job of (await list()).items) {
    const body = { propagationPolicy: 'Foreground' }
    await client.request({ method: 'DELETE', path: `${jobs}/${job.metadata.name}`, body })
  }
  const deadline = performance.now() + OPEN_TIMEOUT_MS
  while ((await list()).items.length > 0 && performance.now() < deadline) await sleep(POLL_MS)
}
