import { randomBytes, randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { parse, stringify } from 'yaml'
import type { AppError } from '#lib/errors.ts'
import { listCachedKinds } from '#lib/kube/cache.ts'
import { onKubeRequest } from '#lib/kube/portal-client.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { watchTemplates } from '#lib/templates/operations.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { getOfKind, listMadeForWorkload } from '#cluster/testing/workload-objects.ts'
import { launchWorkload } from './operations-launch.ts'
import { fillForm, WHOLE } from './testing/launch-form.ts'
import { LAUNCH_SETTINGS } from './testing/launch-stage.ts'

let carol: Person
let wire: Wire

/** ConfigMap, Secret, the workload, then its addresses and whose everything is: so many writes has a launch. */
const WRITES = 7
const WHOLE_LAUNCH = ['Deployment', 'ConfigMap', 'Secret', 'Service', 'NetworkPolicy'].length

beforeAll(async () => {
  await becomePortal(LAUNCH_SETTINGS)
  wire = await layWire()
  watchTemplates()
  await startCaches()
  carol = await welcomePerson(`carol-${randomBytes(3).toString('hex')}`)
})

afterAll(async () => {
  stopCaches()
  wire.cut()
  await removePeople([carol])
})

interface Wire {
  cut: () => void
  mend: () => void
}

/** Between the portal and the API server, which is away as soon as it is cut. */
async function layWire(): Promise<Wire> {
  const file = process.env.MOORAGE_KUBECONFIG ?? ''
  const config = parse(await readFile(file, 'utf8')) as { clusters: { cluster: Record<string, string> }[] }
  const { cluster } = config.clusters[0]!
  const target = new URL(cluster.server ?? '')
  const sockets = new Set<net.Socket>()
  let isCut = false
  const server = net.createServer((near) => {
    if (isCut) return void near.destroy()
    const far = net.connect(Number(target.port), target.hostname)
    for (const socket of [near, far]) {
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket)).on('error', () => undefined)
    }
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cluster.server = `https://127.0.0.1:${(server.address() as net.AddressInfo).port}`
  cluster['tls-server-name'] = 'kubernetes'
  await writeFile(file, stringify(config))
  return {
    cut: () => {
      isCut = true
      for (const socket of sockets) socket.destroy()
    },
    mend: () => void (isCut = false),
  }
}

/** Cuts the wire as soon as so many writes of a launch were answered; returns how to mend it. */
function cutAfter(writes: number): () => void {
  let count = 0
  const stop = onKubeRequest(({ verb, resource }) => {
    // Two dry runs come first. What happened before is written down meanwhile, by updates.
    if (!['get', 'list', 'watch', 'update'].includes(verb) && resource !== 'pods') count += 1
    if (count === writes + 1) wire.cut()
  })
  const mend = () => {
    stop()
    wire.mend()
  }
  onTestFinished(mend)
  return mend
}

async function waitForRights(): Promise<void> {
  await waitFor('the lists to be new again', async () => listCachedKinds().every((kind) => kind.ageMs() < 5000))
}

const settle = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => error,
  )

test.each(Array.from({ length: WRITES }, (_, writes) => writes))(
  'the API server goes away after %i writes and comes back soon: all of the launch is there, or nothing',
  async (writes) => {
    await waitForRights()
    const name = `soon-${writes}`
    const mend = cutAfter(writes)
    const ended = settle(launchWorkload(carol.actor, fillForm(carol, { ...WHOLE, name, replicas: 0 })))
    await sleep(600)
    mend()
    const error = await ended
    expect([undefined, 'UNAVAILABLE']).toContain((error as AppError | null)?.code)
    await waitFor('the cluster to clear away what belongs to nothing', async () => {
      const made = await listMadeForWorkload(carol, name)
      return made.length === (error === null ? WHOLE_LAUNCH : 0)
    })
  },
)

// Later steps are taken at once, so that the last of them may be answered before anything is cut.
test.each([1, 2, 3])(
  'the API server is away for long after %i writes: the same form sent again makes the launch whole',
  async (writes) => {
    await waitForRights()
    const input = fillForm(carol, { ...WHOLE, name: `late-${writes}`, replicas: 0 })
    const mend = cutAfter(writes)
    expect(await settle(launchWorkload(carol.actor, input))).toMatchObject({ code: 'UNAVAILABLE' })
    mend()
    await waitForRights()
    const { uid } = await launchWorkload(carol.actor, input)
    expect(await listMadeForWorkload(carol, input.name)).toHaveLength(WHOLE_LAUNCH)
    for (const [kind, name] of [
      ['ConfigMap', `${input.name}-files`],
      ['Secret', `${input.name}-env`],
      ['Service', input.name],
    ] as const) {
      expect((await getOfKind(carol, kind, name))?.metadata.ownerReferences).toMatchObject([{ uid }])
    }
  },
)

test('what a portal left behind that ended in the middle of a launch does not keep the name for ever', async () => {
  const labels = {
    'app.kubernetes.io/managed-by': 'moorage',
    'moorage.dev/space-kind': 'user',
    'moorage.dev/workload': 'orphan',
    'moorage.dev/launch': randomUUID(),
  }
  const metadata = { name: 'orphan-files', namespace: carol.namespace, labels }
  await createObject(client, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { motd: 'old' } })
  const launch = () => launchWorkload(carol.actor, fillForm(carol, { ...WHOLE, name: 'orphan', replicas: 0 }))
  // As long as it may be a launch that is under way, the name is taken.
  expect(await settle(launch())).toMatchObject({ code: 'CONFLICT', messageKey: 'workloads.nameTaken' })
  await sleep(61_000)
  await launch()
  expect(await getOfKind(carol, 'ConfigMap', 'orphan-files')).toMatchObject({ data: { motd: 'hello' } })
})
