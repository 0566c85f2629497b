import { getIssuer } from '#cluster/identity/addresses.ts'
import { routes } from '#lib/routes.ts'
import { withBenchCluster } from './bench-cluster.ts'
import { openBenchSession } from './bench-sessions.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { applyLoad, type LoadFigures } from './load.ts'
import { createSpaces } from './many-spaces.ts'
import { buildBenchPortal, EMPTY_PATH } from './portal-build.ts'
import { startPortal, type BenchPortal } from './portal-process.ts'
import { scale } from './scale.ts'

const SPACES = scale(1000)
const SECONDS = scale(10)
const WARM_UP_SECONDS = scale(5)
const CONNECTIONS = [10, 50]
/** Each page takes turns with the empty one, so that both meet the same machine. */
const ROUNDS = 5

interface Visit {
  portal: BenchPortal
  headers: Record<string, string>
  path: string
}

/** Pages of somebody who is signed in, beside the same layout around nothing: same session, same headers. */
export async function measure(): Promise<Figure[]> {
  await buildBenchPortal()
  return withBenchCluster(async (cluster) => {
    const { client, layout } = cluster
    await createSpaces(client, { issuer: getIssuer(layout), spaces: SPACES, volumes: 1, pods: 0 })
    const portal = await startPortal(cluster)
    try {
      const figures: Figure[] = []
      const space = 'u/bench-0000'
      const pages = { Home: routes.home(), Storage: routes.storage(space), Quota: routes.quota(space) }
      for (const [name, path] of Object.entries(pages)) {
        // A session of its own for each, because it lasts for five minutes.
        const { cookieName, cookieValue } = await openBenchSession(client, { portal, index: 0 })
        const headers = { host: new URL(portal.url).host, cookie: `${cookieName}=${cookieValue}` }
        figures.push(...(await measurePage(name, { portal, headers, path })))
      }
      return figures
    } finally {
      await portal.stop()
    }
  })
}

async function measurePage(name: string, visit: Visit): Promise<Figure[]> {
  await load(visit, { connections: 10, seconds: WARM_UP_SECONDS })
  await load({ ...visit, path: EMPTY_PATH }, { connections: 10, seconds: WARM_UP_SECONDS })
  const figures: Figure[] = []
  for (const connections of CONNECTIONS) {
    const rounds: { page: LoadFigures; empty: LoadFigures; asked: number }[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await countAsked(visit.portal)
      const page = await load(visit, { connections, seconds: SECONDS / ROUNDS })
      const asked = (await countAsked(visit.portal)) - before
      const empty = await load({ ...visit, path: EMPTY_PATH }, { connections, seconds: SECONDS / ROUNDS })
      rounds.push({ page, empty, asked })
    }
    figures.push(...toFigures(`${name}, ${connections} connections`, rounds))
  }
  return figures
}

function toFigures(
  name: string,
  rounds: readonly { page: LoadFigures; empty: LoadFigures; asked: number }[],
): Figure[] {
  const isHomeAtTen = name === 'Home, 10 connections'
  const firstByteMs = rounds.flatMap(({ page }) => page.firstByteMs)
  const asked = rounds.reduce((sum, round) => sum + round.asked, 0)
  const rate = getQuantile(rounds.map(({ page }) => page.pagesPerSecond))
  const ratio = getQuantile(rounds.map(({ page, empty }) => page.pagesPerSecond / empty.pagesPerSecond))
  const beside = { comparedWith: 'the same layout around nothing', ratio: Number(ratio.toFixed(2)) }
  const p95 = getQuantile(firstByteMs, 0.95)
  return [
    buildFigure(`${name}: first byte, median`, getQuantile(firstByteMs), 'ms'),
    buildFigure(`${name}: first byte, p95`, p95, 'ms', isHomeAtTen ? { target: '<= 76' } : {}),
    buildFigure(`${name}: pages`, rate, '/s', { ...beside, ...(isHomeAtTen ? { target: '>= 309' } : {}) }),
    buildFigure(`${name}: share of the same layout around nothing`, ratio, '', { target: '>= 0.7' }),
    // One that came by the clock in between is none per page.
    buildFigure(`${name}: requests to the API server per page`, Number((asked / firstByteMs.length).toFixed(2)), '', {
      target: '<= 0',
    }),
  ]
}

function load({ portal, headers, path }: Visit, options: { connections: number; seconds: number }) {
  return applyLoad({ port: portal.port, headers, path, ...options })
}

/** Requests to the API server without the watches, which end and begin again by the clock. */
function countAsked(portal: BenchPortal): Promise<number> {
  return portal.readMetric('moorage_kube_requests_total', isForPages)
}

/** Watches and the question whether the server lives go on whether anybody looks at a page or not. */
function isForPages(labels: string): boolean {
  return !labels.includes('verb="watch"') && !labels.includes('resource="version"')
}
