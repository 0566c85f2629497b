import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { importJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createObject, deleteObject, getObject, listObjects } from '#lib/kube/verbs.ts'
import { ServerFinder } from './find-server.ts'
import { buildJob, buildWays, getServerName } from '#lib/files/objects.ts'
import type { FileServerSettings } from '#lib/files/objects.ts'
import { fileRoutes, UPLOAD_SHA256_HEADER } from '#lib/files/protocol/file-routes.ts'
import { ACCESS_SECONDS, ACCESS_TYP, publicKeysSchema, toAudience } from '#lib/files/protocol/tokens.ts'
import { buildNetworkPolicies } from '#lib/spaces/objects-network.ts'
import { CONTOUR_NAMESPACE } from '#cluster/addons/contour-access.ts'
import { applyObjects } from '#cluster/demo/apply-objects.ts'
import { buildGateway } from '#cluster/demo/gateway-objects.ts'
import { getApiServer } from '#cluster/demo/machines.ts'
import { readFileKeys, toPublicKeys } from '#cluster/demo/portal-secrets.ts'
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
import { stopCaches } from '#cluster/testing/caches-under-test.ts'
import { callFiles } from '#cluster/testing/call-files.ts'
import {
  client,
  createBox,
  execInPod,
  failInPod,
  layout,
  waitFor,
  waitForPod,
} from '#cluster/testing/cluster-under-test.ts'

const WAYS = ['service', 'port-forward'] as const
type Way = (typeof WAYS)[number]
const PORTAL_URL = 'http://moorage.localhost:8080'

let space: TestSpace
/** Those of the cluster: a portal that runs there ends whatever does not believe it. */
let fileKeys = ''

const getHost = (way: Way) => `files-${way}.localhost`
const getUrl = (way: Way) => `http://${getHost(way)}:${layout.ingressPort}`

beforeAll(async () => {
  await startRights()
  fileKeys = await readFileKeys(client)
  const portal = await createAccountClient(PORTAL_ACCOUNT)
  space = await createTestSpace(portal)
  for (const policy of buildPolicies()) await createObject(portal, policy)
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
  stopCaches()
})

test.each(WAYS)('a file server is reached by the way %s, and refuses whoever has no token', async (way) => {
  const { name, token } = await startServer(way, { volume: `disk-${way}`, idleSeconds: 600 })
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
  await expectUsable({ base, token })
})

/** With a right: listed, uploaded in pieces, read in part. */
async function expectUsable({ base, token }: { base: string; token: string }): Promise<void> {
  const ask = (method: string, address: string, headers: Record<string, string> = {}, body?: Buffer) =>
    callFiles(address, { method, token, headers, body })
  const bytes = Buffer.from(randomBytes(1024 * 1024).toString('hex'))
  const hash = createHash('sha256').update(bytes).digest('hex')
  const tus = { 'tus-resumable': '1.0.0' }
  const begun = await ask('POST', `${base}${fileRoutes.uploads()}`, {
    ...tus,
    'upload-length': String(bytes.length),
    'upload-metadata': `path ${Buffer.from('a.txt').toString('base64')}`,
  })
  expect(begun.status).toBe(201)
  const address = new URL(begun.headers.location ?? '', base).href
  expect(address.startsWith(`${base}${fileRoutes.uploads()}/`)).toBe(true)
  const half = bytes.length / 2
  for (const offset of [0, half]) {
    const head = await ask('HEAD', address, tus)
    expect(head.headers['upload-offset']).toBe(String(offset))
    const headers = { ...tus, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) }
    const answer = await ask('PATCH', address, headers, bytes.subarray(offset, offset + half))
    expect(answer.status).toBe(204)
    expect(answer.headers[UPLOAD_SHA256_HEADER]).toBe(offset === half ? hash : undefined)
  }
  const listed = JSON.parse((await ask('GET', `${base}${fileRoutes.list()}`)).body) as { entries: object[] }
  expect(listed.entries).toContainEqual(expect.objectContaining({ name: 'a.txt', sizeBytes: bytes.length }))
  const content = `${base}${fileRoutes.content()}?path=a.txt`
  const part = await ask('GET', content, { range: `bytes=${half - 10}-${half + 9}` })
  expect(part).toMatchObject({ status: 206, body: bytes.toString().slice(half - 10, half + 10) })
  expect(part.headers['content-range']).toBe(`bytes ${half - 10}-${half + 9}/${bytes.length}`)
  const whole = await ask('GET', content)
  expect(createHash('sha256').update(whole.body).digest('hex')).toBe(hash)
}

test('a pod of the space reaches its neighbour, and no file server', async () => {
  const { namespace } = space
  const { name } = await startServer('service', { volume: 'disk-closed', idleSeconds: 600 })
  await waitFor('it to be reached by the gateway', async () => {
    return (await callFiles(`${getUrl('service')}/${namespace}/${name}/ready`)).status === 200
  })
  const [neighbour, probe] = ['neighbour', 'probe'].map((kind) => `${kind}-${randomBytes(3).toString('hex')}`) as [
    string,
    string,
  ]
  const listen = "require('net').createServer((socket)=>socket.end()).listen(8080)"
  await createBox({ namespace, name: neighbour, command: ['node', '-e', listen] })
  await createBox({ namespace, name: probe })
  await waitForPod(namespace, probe)
  const connect = (host: string) => {
    // As curl: 7 refused, 28 no answer; anything else is no answer of a policy.
    const script = `require('net').connect({host:'${host}',port:8080,timeout:2000}).on('connect',()=>process.exit(0)).on('timeout',()=>process.exit(28)).on('error',(error)=>process.exit({ECONNREFUSED:7,ETIMEDOUT:28}[error.code]??1))`
    return { namespace, pod: probe, command: ['node', '-e', script] }
  }
  const { status } = await waitForPod(namespace, neighbour)
  await waitFor('the neighbour to be reached', () => execInPod(connect(status.podIP ?? '')).then(() => true))
  const { podIP } = ((await findServerPod(name))?.status ?? {}) as { podIP?: string }
  expect(podIP).toMatch(/^\d+(\.\d+){3}$/)
  expect(await failInPod(connect(podIP ?? ''))).toMatch(/terminated with exit code (7|28)\s*$/)
})

test('the gateway’s own account finds a file server, and nothing outside spaces', async () => {
  const gateway = await createAccountClient(GATEWAY_ACCOUNT)
  const finder = new ServerFinder(gateway)
  const name = `moorage-files-${randomBytes(10).toString('hex')}`
  await expect(finder.find({ namespace: space.namespace, name })).resolves.toBeNull()
  await expect(finder.find({ namespace: 'kube-system', name })).rejects.toMatchObject({ code: 'FORBIDDEN' })
})

test('a file server that nobody uses ends, and is cleared away with what led to it', async () => {
  const { name } = await startServer('service', { volume: 'disk-idle', idleSeconds: 3 })
  const { namespace } = space
  for (const [apiVersion, kind] of [
    ['batch/v1', 'Job'],
    ['v1', 'Service'],
  ] as const) {
    await waitFor(`the ${kind} to go`, async () => !(await getObject(client, { apiVersion, kind, namespace, name })))
  }
  // The garbage collector lets an object go a moment before what belonged to it.
  const isGone = await waitFor('its pod to go', async () => !(await findServerPod(name)))
  expect(isGone).toBe(true)
})

/** A volume of its own, and a server on it that is reached by this way. */
async function startServer(
  way: Way,
  { volume, idleSeconds }: { volume: string; idleSeconds: number },
): Promise<{ name: string; token: string }> {
  const { namespace } = space
  const claim = await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    // A second attempt begins anew.
    metadata: { name: `${volume}-${randomBytes(3).toString('hex')}`, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '300Mi' } } },
  })
  const publicKeys = publicKeysSchema.parse(toPublicKeys(fileKeys))
  const settings: FileServerSettings = {
    image: IMAGE_NAMES.fileServer,
    access: way,
    portalUrl: PORTAL_URL,
    filesUrl: getUrl(way),
    idleSeconds,
    ingressClass: null,
    ingressAnnotations: {},
    ingressTlsSecret: null,
  }
  const volumeUid = claim.metadata.uid ?? ''
  const plan = { namespace, kind: 'user', claim: { name: claim.metadata.name, uid: volumeUid }, mode: 'rw' } as const
  const portal = await createAccountClient(PORTAL_ACCOUNT)
  const job = await createObject(portal, buildJob({ ...plan, settings, publicKeys, nodeName: null }))
  const name = getServerName(volumeUid, 'rw')
  for (const object of buildWays(
    { namespace, name, uid: job.metadata.uid ?? '', kind: 'user', mode: 'rw' },
    settings,
  )) {
    await createObject(portal, object)
  }
  await waitFor('its pod', async () => {
    const pod = await findServerPod(name)
    return (pod?.status as { phase?: string } | undefined)?.phase === 'Running'
  })
  return { name, token: await signToken(volumeUid) }
}

async function findServerPod(name: string) {
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: space.namespace })
  return pods.find(({ metadata }) => metadata.name.startsWith(name))
}

async function signToken(volumeUid: string): Promise<string> {
  const { keys } = JSON.parse(fileKeys) as { keys: [JWK] }
  const [key] = publicKeysSchema.parse(toPublicKeys(fileKeys))
  return new SignJWT({ aud: toAudience(volumeUid, 'rw'), sub: 'alice', sid: randomUUID() })
    .setProtectedHeader({ alg: 'EdDSA', typ: ACCESS_TYP, kid: key?.kid })
    .setIssuer(PORTAL_URL)
    .setIssuedAt()
    .setExpirationTime(`${ACCESS_SECONDS} seconds`)
    .sign(await importJWK(keys[0], 'EdDSA'))
}

/** What closes every space of an installation without file servers behind an Ingress. */
function buildPolicies() {
  const { namespace } = space
  return buildNetworkPolicies(
    {
      spaceId: 'u/alice',
      namespace,
      owner: { kind: 'user', issuer: 'https://id.example.org', subject: 'alice' },
      quota: { pods: 10, volumes: 5, gpu: 0, storage: '100Gi', cpu: '8', memory: '16Gi', ephemeralStorage: '20Gi' },
      volumes: [],
    },
    { ownNamespace: NAMESPACE, ingressNamespace: null, podSecurity: 'restricted', hasInternetEgress: false },
  )
}
