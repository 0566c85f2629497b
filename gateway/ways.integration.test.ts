import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listCachedKinds } from '#lib/kube/cache.ts'
import { createObject, deleteObject, getObject, listObjects } from '#lib/kube/verbs.ts'
import { ServerFinder } from './find-server.ts'
import { buildJob, buildWays, getServerName } from '#lib/files/objects.ts'
import type { FileServerSettings } from '#lib/files/objects.ts'
import { CONTOUR_NAMESPACE } from '#cluster/addons/contour-access.ts'
import { applyObjects } from '#cluster/demo/apply-objects.ts'
import { buildGateway } from '#cluster/demo/gateway-objects.ts'
import { getApiServer } from '#cluster/demo/machines.ts'
import { createFileKey } from '#cluster/demo/portal-secrets.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import {
  createAccountClient,
  createTestSpace,
  GATEWAY_ACCOUNT,
  PORTAL_ACCOUNT,
  startRights,
  type TestSpace,
} from '#cluster/testing/accounts-under-test.ts'
import { client, layout, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { callFiles } from '#cluster/testing/call-files.ts'

const WAYS = ['service', 'port-forward'] as const
type Way = (typeof WAYS)[number]

let space: TestSpace

const getHost = (way: Way) => `files-${way}.localhost`
const getUrl = (way: Way) => `http://${getHost(way)}:${layout.ingressPort}`

beforeAll(async () => {
  await startRights()
  space = await createTestSpace(await createAccountClient(PORTAL_ACCOUNT))
  const apiServer = await getApiServer(client)
  for (const way of WAYS) {
    await applyObjects(
      client,
      buildGateway({
        name: `test-${way}`,
        image: IMAGE_NAMES.gateway,
        imageDigest: null,
        way,
        filesUrl: getUrl(way),
        host: getHost(way),
        ingressClass: null,
        ingress: { namespace: CONTOUR_NAMESPACE, port: layout.ingressPort },
        apiServer,
      }),
    )
  }
})

afterAll(async () => {
  for (const way of WAYS) {
    for (const [apiVersion, kind] of [
      ['apps/v1', 'Deployment'],
      ['v1', 'Service'],
      ['networking.k8s.io/v1', 'Ingress'],
      ['networking.k8s.io/v1', 'NetworkPolicy'],
    ] as const) {
      await deleteObject(client, { apiVersion, kind, namespace: NAMESPACE, name: `test-${way}` })
    }
  }
  await space?.remove()
  for (const kind of listCachedKinds()) kind.stop()
})

test.each(WAYS)('a file server is reached by the way %s, and refuses whoever has no token', async (way) => {
  const name = await startServer(way, { volume: `disk-${way}`, idleSeconds: 600 })
  const base = `${getUrl(way)}/${space.namespace}/${name}`
  await waitFor('the file server to be reached', async () => (await callFiles(`${base}/ready`)).status === 200)
  expect((await callFiles(`${base}/v1/list`)).status).toBe(401)
  expect((await callFiles(`${base}/v1/list`, { token: 'nonsense' })).status).toBe(401)
  expect((await callFiles(`${getUrl(way)}/${NAMESPACE}/${name}/ready`)).status).toBe(404)
  expect((await callFiles(`${getUrl(way)}/user-nobody-storage/${name}/ready`)).status).toBe(404)
  expect((await callFiles(`${getUrl(way)}/kube-system/${name}/ready`)).status).toBe(404)
  // Several answers at once, each whole.
  const answers = await Promise.all(Array.from({ length: 20 }, () => callFiles(`${base}/ready`)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
})

test('the gateway’s own account finds a file server, and nothing outside spaces', async () => {
  const gateway = await createAccountClient(GATEWAY_ACCOUNT)
  const finder = new ServerFinder(gateway)
  const name = `moorage-files-${randomBytes(10).toString('hex')}`
  await expect(finder.find({ namespace: space.namespace, name })).resolves.toBeNull()
  await expect(finder.find({ namespace: 'kube-system', name })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a file server that nobody uses ends, and is cleared away with what led to it', async () => {
  const name = await startServer('service', { volume: 'disk-idle', idleSeconds: 3 })
  const { namespace } = space
  for (const [apiVersion, kind] of [
    ['batch/v1', 'Job'],
    ['v1', 'Service'],
  ] as const) {
    await waitFor(`the ${kind} to go`, async () => !(await getObject(client, { apiVersion, kind, namespace, name })))
  }
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace })
  expect(pods.map(({ metadata }) => metadata.name).filter((pod) => pod.startsWith(name))).toEqual([])
})

/** A volume of its own, and a server on it that is reached by this way. */
async function startServer(
  way: Way,
  { volume, idleSeconds }: { volume: string; idleSeconds: number },
): Promise<string> {
  const { namespace } = space
  const claim = await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: volume, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '300Mi' } } },
  })
  const { kty, crv, x } = createFileKey() as { kty: 'OKP'; crv: 'Ed25519'; x: string }
  const settings: FileServerSettings = {
    image: IMAGE_NAMES.fileServer,
    access: way,
    portalUrl: 'http://moorage.localhost:8080',
    filesUrl: getUrl(way),
    idleSeconds,
    ingressClass: null,
    ingressAnnotations: {},
    ingressTlsSecret: null,
  }
  const volumeUid = claim.metadata.uid ?? ''
  const plan = { namespace, kind: 'user', claim: { name: claim.metadata.name, uid: volumeUid }, mode: 'rw' } as const
  const portal = await createAccountClient(PORTAL_ACCOUNT)
  const job = await createObject(
    portal,
    buildJob({ ...plan, settings, publicKeys: [{ kty, crv, x, kid: 'one' }], nodeName: null }),
  )
  const name = getServerName(volumeUid, 'rw')
  for (const object of buildWays(
    { namespace, name, uid: job.metadata.uid ?? '', kind: 'user', mode: 'rw' },
    settings,
  )) {
    await createObject(portal, object)
  }
  await waitFor('its pod', async () => {
    const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace })
    return pods.some(
      (pod) => pod.metadata.name.startsWith(name) && (pod.status as { phase?: string }).phase === 'Running',
    )
  })
  return name
}
