import { setTimeout as sleep } from 'node:timers/promises'
import type { KubeClient } from '#lib/kube/client.ts'
import { requireObject } from '#lib/kube/verbs.ts'
import { openDemo, type DemoPeople, type DemoPerson } from './demo-people.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { inParallel } from './in-parallel.ts'
import { scale } from './scale.ts'
import { fetchCallback, finishSignIn, startSignIn } from './sign-in.ts'
import { writeBare } from './spaces-bare.ts'

const ALONE = scale(30)
const SOME = scale(20)
const MANY = scale(200)
const PREPARED_AT_ONCE = 4
const COUNT_TIMEOUT_MS = 30_000

/**
 * The first sign-in of new people at the demo, from the provider's callback to the redirect, by which everything of
 * their space is applied; beside writing the same objects with nothing around it.
 */
export async function measure(): Promise<Figure[]> {
  const demo = await openDemo()
  try {
    await signInAtOnce(demo, await demo.create(1))
    const alone: number[] = []
    const bare: number[] = []
    for (const person of await demo.create(ALONE)) {
      alone.push(...(await signInAtOnce(demo, [person])))
      const [other] = await demo.create(1)
      if (other) bare.push(await writeBare(demo.client, other))
    }
    const some = await signInAtOnce(demo, await demo.create(SOME))
    const people = await demo.create(MANY)
    const many = await signInAtOnce(demo, people)
    const uncounted = await countUncounted(demo.client, people)
    const alone95 = getQuantile(alone, 0.95)
    const bare95 = getQuantile(bare, 0.95)
    return [
      buildFigure('first sign-in alone, median', getQuantile(alone), 'ms'),
      buildFigure('first sign-in alone, p95', alone95, 'ms', {
        target: '<= 200',
        comparedWith: 'the bare writes, p95',
        ratio: Number((alone95 / bare95).toFixed(2)),
      }),
      buildFigure('the same as a multiple of the bare writes', alone95 / bare95, 'times', { target: '<= 3' }),
      buildFigure('bare writes of the same objects, median', getQuantile(bare), 'ms'),
      buildFigure('bare writes of the same objects, p95', bare95, 'ms'),
      buildFigure(`${SOME} at once, slowest`, Math.max(...some), 'ms', { target: '<= 1000' }),
      buildFigure(`${MANY} at once, median`, getQuantile(many), 'ms'),
      buildFigure(`${MANY} at once, slowest`, Math.max(...many), 'ms'),
      buildFigure(`${MANY} at once, quotas left uncounted`, uncounted, 'spaces', { target: '<= 0' }),
    ]
  } finally {
    await demo.leave()
  }
}

/** Brings everybody to the callback first, then lets them go on in the same moment; throws when one does not get in. */
async function signInAtOnce({ portalUrl }: DemoPeople, people: readonly DemoPerson[]): Promise<number[]> {
  const started = await inParallel(people, {
    limit: PREPARED_AT_ONCE,
    work: (person) => startSignIn(portalUrl, person),
  })
  // A code of the provider lasts for a minute, so all are fetched last.
  const ready = await inParallel(started, {
    limit: PREPARED_AT_ONCE,
    work: async (one) => ({ visitor: one.visitor, callback: await fetchCallback(one) }),
  })
  return Promise.all(ready.map(({ visitor, callback }) => finishSignIn(visitor, callback)))
}

/** In how many spaces the cluster does not count the first volume. */
async function countUncounted(client: KubeClient, people: readonly DemoPerson[]): Promise<number> {
  const deadline = Date.now() + COUNT_TIMEOUT_MS
  let left = [...people]
  while (left.length > 0 && Date.now() < deadline) {
    const isCounted = await inParallel(left, {
      limit: PREPARED_AT_ONCE,
      work: ({ namespace }) => hasCounted(client, namespace),
    })
    left = left.filter((_, index) => !isCounted[index])
    if (left.length > 0) await sleep(500)
  }
  return left.length
}

async function hasCounted(client: KubeClient, namespace: string): Promise<boolean> {
  const ref = { apiVersion: 'v1', kind: 'ResourceQuota', namespace, name: 'moorage-storage' }
  const { used } = (await requireObject(client, ref))['status'] as { used?: Record<string, string> }
  return used?.['persistentvolumeclaims'] === '1' && used['requests.storage'] === '10Gi'
}
