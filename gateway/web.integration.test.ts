import { readFile } from 'node:fs/promises'
import { importJWK, SignJWT } from 'jose'
import type { JWK } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createObject, deleteObject, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { getTemplatesKind } from '#lib/templates/operations-cache.ts'
import { clearOldTickets } from '#lib/workloads/operations-leases.ts'
import { createTicketForHost, createWebTicket } from '#lib/workloads/operations-tickets.ts'
import { WEB_TICKET_TYP } from '#lib/workloads/schema-tickets.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { toPublicKeys } from '#cluster/demo/portal-secrets.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { getRefusal } from '#cluster/testing/accounts-under-test.ts'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, layout, waitFor, waitForPod } from '#cluster/testing/cluster-under-test.ts'
import { prepareFiles } from '#cluster/testing/files-under-test.ts'
import { startGateway } from '#cluster/testing/gateway-under-test.ts'
import type { GatewayUnderTest } from '#cluster/testing/gateway-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { APPS_DOMAIN, GATEWAY_SECRET, launchKnown, requireActor, setStage } from './testing/apps-stage.ts'
import type { Stage } from './testing/apps-stage.ts'
import { PROGRAM_COMMAND, readProgram } from './testing/launch.ts'
import { openPortalDoor } from './testing/portal-door.ts'
import { buildShownTemplate, SHOWN_TEMPLATE } from './testing/shown-template.ts'
import { OWN_FETCH, PAGE, startVisit, upgrade, visit } from './testing/visit.ts'
import type { Visit } from './testing/visit.ts'

const image = IMAGE_NAMES.toolbox
const COOKIE = 'moorage-web'
const MIB = 1024 * 1024

let door: Awaited<ReturnType<typeof openPortalDoor>>
let gateway: GatewayUnderTest
let stage: Stage
let portalUrl = ''
let fileKeys = ''
const uids: Record<string, string> = {}

beforeAll(async () => {
  const settings = await prepareFiles()
  portalUrl = settings.MOORAGE_URL ?? ''
  fileKeys = await readFile(settings.MOORAGE_FILES_KEYS_FILE ?? '', 'utf8')
  const apps = { MOORAGE_APPS_DOMAIN: APPS_DOMAIN, MOORAGE_GATEWAY_SECRET: GATEWAY_SECRET }
  await becomePortal({ ...settings, ...apps, MOORAGE_WEB_PUBLIC: 'true' })
  await createObject(client, await buildShownTemplate(NAMESPACE, image))
  getTemplatesKind()
  await startCaches()
  door = await openPortalDoor(layout.hostAddress)
  gateway = await startGateway({
    fileKeys,
    settings: { ...apps, MOORAGE_URL: portalUrl, MOORAGE_PORTAL_INTERNAL_URL: door.url },
  })
  stage = await setStage()
  const [own, team] = [
    { image, ...stage.own },
    { image, ...stage.team },
  ]
  uids.mine = await launchKnown({ ...own, name: 'mine' })
  uids.open = await launchKnown({ ...own, name: 'open', fields: { web: { port: 8080, visibility: 'public' } } })
  uids.ours = await launchKnown({ ...team, name: 'ours' })
  uids.shown = await launchKnown({ ...team, name: 'shown', fields: { template: SHOWN_TEMPLATE } })
})

afterAll(async () => {
  await gateway?.stop()
  door?.close()
  await stage?.remove()
  await deleteObject(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: SHOWN_TEMPLATE })
  stopCaches()
})

const ofAlice = (name: string) => ({ space: stage.own.space, name, uid: uids[name] ?? null })
const ofTeam = (name: string) => ({ space: stage.team.space, name, uid: uids[name] ?? null })
type Target = ReturnType<typeof ofAlice>

async function getEntrance(actor: Stage['alice'], target: Target, path?: string) {
  const { url } = await createWebTicket(requireActor(actor), { ...target, path })
  const { host, pathname, search } = new URL(url)
  return { host, path: `${pathname}${search}` }
}

/** Somebody who has come in: the host and the cookie. */
async function goIn(actor: Stage['alice'], target: Target) {
  const entrance = await getEntrance(actor, target)
  const answer = await visit(gateway, { ...entrance, headers: PAGE })
  expect(answer).toMatchObject({ status: 302, headers: { location: '/' } })
  const [set = ''] = answer.headers['set-cookie'] ?? []
  expect(set).toMatch(/^moorage-web=[^;]+; Path=\/; Max-Age=\d+; HttpOnly; SameSite=Lax$/)
  const cookie = set.split(';')[0] ?? ''
  await waitFor('the workload to answer', async () => (await ask({ host: entrance.host, cookie })).status === 200)
  return { host: entrance.host, cookie }
}

/** As the workload's own page asks. */
function ask({ host, cookie, ...more }: { host: string; cookie: string } & Partial<Visit>) {
  return visit(gateway, { host, ...more, headers: { ...OWN_FETCH, ...more.headers, cookie } })
}

async function getError(attempt: Promise<unknown>): Promise<string> {
  return (await catchRefusal(attempt)).code
}

test('without a cookie a page leads to the portal and back, and nothing else leads anywhere', async () => {
  const { host } = await getEntrance(stage.alice, ofAlice('mine'))
  const page = await visit(gateway, { host, path: '/lab?x=1', headers: PAGE })
  expect(page.status).toBe(302)
  const location = new URL(page.headers.location ?? '')
  expect([location.origin, location.pathname]).toEqual([portalUrl, '/open'])
  expect(Object.fromEntries(location.searchParams)).toEqual({ host, path: '/lab?x=1' })
  const back = await createTicketForHost(requireActor(stage.alice), { host, path: '/lab?x=1' })
  const { pathname, search } = new URL(back.url)
  const entered = await visit(gateway, { host, path: `${pathname}${search}`, headers: PAGE })
  expect(entered).toMatchObject({ status: 302, headers: { location: '/lab?x=1', 'referrer-policy': 'no-referrer' } })
  expect((await visit(gateway, { host, headers: OWN_FETCH })).status).toBe(401)
  expect((await upgrade(gateway, { host, headers: { origin: `http://${host}` } })).status).toBe(401)
  expect((await visit(gateway, { host: `nothing-aaaaaaaaaa.${APPS_DOMAIN}`, headers: OWN_FETCH })).status).toBe(401)
  expect((await visit(gateway, { host: `mine.${APPS_DOMAIN}`, headers: PAGE })).status).toBe(404)
  expect((await visit(gateway, { host: 'elsewhere.example.org', headers: PAGE })).status).toBe(421)
})

test('a ticket counts once, for its own host, for a minute, and only when the portal signed it', async () => {
  const entrance = await getEntrance(stage.alice, ofAlice('mine'))
  const isRefused = async (asked: Visit) => {
    const answer = await visit(gateway, { ...asked, headers: PAGE })
    expect(answer.headers['set-cookie']).toBeUndefined()
    expect(new URL(answer.headers.location ?? '').pathname).toBe('/open')
  }
  const { host: other } = await getEntrance(stage.alice, ofAlice('open'))
  await isRefused({ ...entrance, host: other })
  // A picture or a frame does not use it up.
  expect((await visit(gateway, { ...entrance, headers: { 'sec-fetch-mode': 'no-cors' } })).status).toBe(403)
  expect((await visit(gateway, { ...entrance, headers: PAGE })).headers['set-cookie']).toHaveLength(1)
  await isRefused(entrance)

  const [key] = (JSON.parse(fileKeys) as { keys: JWK[] }).keys
  const [{ kid }] = toPublicKeys(fileKeys) as [{ kid: string }]
  const now = Math.floor(Date.now() / 1000)
  const person = { uid: stage.alice.uid, username: stage.alice.username, sid: stage.alice.sid, groups: [] }
  const sign = async (changes: { at?: number; typ?: string; alg?: string; secret?: Uint8Array }) => {
    const { at = now, typ = WEB_TICKET_TYP, alg = 'EdDSA', secret } = changes
    const claims = { person, space: stage.own.space, uid: uids.mine, host: entrance.host }
    const jwt = new SignJWT({ ...claims, iss: portalUrl, jti: crypto.randomUUID(), iat: at })
      .setAudience(`web:${entrance.host}`)
      .setExpirationTime(at + 60)
      .setProtectedHeader({ alg, typ, kid })
    return jwt.sign(secret ?? (await importJWK({ ...key, alg: 'EdDSA' }, 'EdDSA')))
  }
  const enter = (ticket: string) => ({ host: entrance.host, path: `/.moorage/enter?ticket=${ticket}` })
  expect((await visit(gateway, { ...enter(await sign({})), headers: PAGE })).headers['set-cookie']).toHaveLength(1)
  await isRefused(enter(await sign({ at: now - 120 })))
  await isRefused(enter(await sign({ typ: 'moorage-files+jwt' })))
  const publicKey = Buffer.from(key?.x ?? '', 'base64url')
  await isRefused(enter(await sign({ alg: 'HS256', secret: publicKey })))
  await isRefused(enter('nonsense'))
  // What is used up is cleared away later.
  expect(await clearOldTickets(Date.now() + 3600_000)).toBeGreaterThan(0)
})

test('the workload gets its own cookies and no others, and sets none of ours', async () => {
  const { host, cookie } = await goIn(stage.alice, ofAlice('mine'))
  const got = await ask({ host, cookie: `${cookie}; mine=1; moorage-session=secret; __Host-moorage-session.0=secret` })
  const { headers, name } = JSON.parse(got.body) as { name: string; headers: Record<string, string> }
  expect([name, headers.host, headers.cookie]).toEqual(['mine', host, 'mine=1'])
  expect(JSON.stringify(headers)).not.toContain('secret')
  expect(got.headers['x-frame-options']).toBe('SAMEORIGIN')
  const set = await ask({ host, cookie, path: '/cookies' })
  expect(set.headers['set-cookie']).toEqual(['mine=1; Path=/', 'wide=2; Path=/'])
  const twice = await ask({ host, cookie: `${COOKIE}=planted; ${cookie}` })
  expect(twice.status).toBe(400)
  // For another workload it is worth nothing.
  const { host: other } = await getEntrance(stage.alice, ofTeam('ours'))
  expect((await ask({ host: other, cookie })).status).toBe(401)
})

test('another site reaches nothing by form, fetch, frame and WebSocket', async () => {
  const { host, cookie } = await goIn(stage.alice, ofAlice('mine'))
  const foreign = { 'sec-fetch-site': 'same-site', origin: `http://evil-aaaaaaaaaa.${APPS_DOMAIN}`, cookie }
  const form = { ...foreign, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
  const frame = { ...PAGE, 'sec-fetch-site': 'cross-site', 'sec-fetch-dest': 'iframe', cookie }
  const statuses = [
    (await visit(gateway, { host, method: 'POST', headers: form })).status,
    (await visit(gateway, { host, headers: { ...foreign, 'sec-fetch-mode': 'cors' } })).status,
    (await visit(gateway, { host, headers: frame })).status,
    (await visit(gateway, { host, headers: { origin: 'null', cookie } })).status,
    (await upgrade(gateway, { host, headers: { origin: foreign.origin, cookie } })).status,
    (await upgrade(gateway, { host, headers: { cookie } })).status,
  ]
  expect(statuses).toEqual([403, 403, 403, 403, 403, 403])
  // A link on another site is a page like any other.
  expect((await visit(gateway, { host, headers: { ...PAGE, 'sec-fetch-site': 'cross-site', cookie } })).status).toBe(
    200,
  )
})

test('viewers are let in where the template says so, and outsiders nowhere', async () => {
  expect(await getError(createWebTicket(requireActor(stage.bob), ofTeam('ours')))).toBe('FORBIDDEN')
  expect(await getError(createWebTicket(requireActor(stage.bob), ofAlice('mine')))).toBe('NOT_FOUND')
  const { host, cookie } = await goIn(stage.bob, ofTeam('shown'))
  expect((await ask({ host, cookie })).status).toBe(200)
  // The template's name behind another program opens nothing.
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: stage.team.namespace, name: 'shown' }
  const patch = [{ op: 'replace', path: '/spec/template/spec/containers/0/args/0', value: 'process.exit(0)' }]
  await patchObject(client, ref, { type: 'json', patch })
  await waitFor('the viewer to be kept out', async () => (await ask({ host, cookie })).status === 401)
})

test('what is public needs no cookie, and is no more open to other sites', async () => {
  const { host } = await getEntrance(stage.alice, ofAlice('open'))
  await waitFor('it to answer', async () => (await visit(gateway, { host, headers: PAGE })).status === 200)
  expect((await visit(gateway, { host, method: 'POST', headers: { accept: '*/*' } })).status).toBe(200)
  const foreign = { origin: 'http://evil.example', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' }
  expect((await visit(gateway, { host, headers: foreign })).status).toBe(403)
})

test('WebSockets, events and answers larger than anybody’s memory pass', async () => {
  const { host, cookie } = await goIn(stage.alice, ofAlice('mine'))
  const { status, headers, socket } = await upgrade(gateway, { host, headers: { origin: `http://${host}`, cookie } })
  expect([status, headers['set-cookie']]).toEqual([101, undefined])
  const sent = Buffer.alloc(4 * MIB, 'moorage')
  const received: Buffer[] = []
  socket?.on('data', (chunk: Buffer) => received.push(chunk))
  socket?.write(sent)
  await waitFor('all to come back', async () => Buffer.concat(received).equals(sent))
  socket?.destroy()

  const events = await startVisit(gateway, { host, path: '/events', headers: { ...OWN_FETCH, cookie } })
  const [first] = (await events.take(1).toArray()) as Buffer[]
  expect(String(first)).toMatch(/^data: tick/)

  const bulk = await startVisit(gateway, { host, path: '/bulk?mib=256', headers: { ...OWN_FETCH, cookie } })
  let bytes = 0
  for await (const chunk of bulk as AsyncIterable<Buffer>) bytes += chunk.length
  expect(bytes).toBe(256 * MIB)
})

test('what is open ends with the right, and the cookie with it', async () => {
  const { host, cookie } = await goIn(stage.alice, ofTeam('ours'))
  const events = await startVisit(gateway, { host, path: '/events', headers: { ...OWN_FETCH, cookie } })
  const { socket } = await upgrade(gateway, { host, headers: { origin: `http://${host}`, cookie } })
  const ended = [events, socket].map(
    (stream) =>
      new Promise((resolve) => {
        stream?.on('error', () => undefined)
        stream?.on('close', resolve)
        stream?.resume()
      }),
  )
  const ref = { apiVersion: 'moorage.dev/v1alpha1', kind: 'Group', name: stage.team.group }
  await patchObject(client, ref, { patch: { spec: { members: [{ uid: stage.bob.uid, role: 'owner' }] } } })
  await Promise.all(ended)
  expect((await ask({ host, cookie })).status).toBe(401)
})

test('a stopped workload says so to a person, and no other address takes its place', async () => {
  const { host, cookie } = await goIn(stage.alice, ofAlice('mine'))
  const { namespace } = stage.own
  const ref = { apiVersion: 'apps/v1', kind: 'Deployment', namespace, name: 'mine' }
  const deployment = await requireObject(client, ref)
  const { labels } = (deployment.spec as { template: { metadata: { labels: Record<string, string> } } }).template
    .metadata
  // Another program of the same space, with all the labels, and an EndpointSlice that leads there under the workload's name.
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'decoy', namespace, labels: { ...labels, decoy: 'true' } },
    spec: { ...buildBoxSpec({ command: [...PROGRAM_COMMAND, await readProgram()] }) },
  })
  const { status } = await waitForPod(namespace, 'decoy')
  const service = { 'kubernetes.io/service-name': 'mine' }
  await createObject(client, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'mine-by-hand', namespace, labels: { ...labels, ...service } },
    addressType: 'IPv4',
    endpoints: [{ addresses: [status.podIP], conditions: { ready: true } }],
    ports: [{ name: 'http', port: 8080 }],
  })
  const external = { type: 'ExternalName', externalName: 'kubernetes.default.svc' }
  const named = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'elsewhere', namespace, labels },
    spec: external,
  }
  await expect(getRefusal(createObject(client, named))).resolves.toMatch(/^policy: /)
  await patchObject(client, ref, { patch: { spec: { replicas: 0 } } })
  const headers = { ...PAGE, 'accept-language': 'zh-TW' }
  const page = await waitFor('the page that waits', async () => {
    const answer = await ask({ host, cookie, headers })
    return answer.status === 503 && answer.body.includes('已停止') ? answer : null
  })
  expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/)
  const mark = String(page.headers['moorage-waiting'])
  const again = await ask({
    host,
    cookie,
    method: 'HEAD',
    headers: { 'moorage-waiting': mark, 'accept-language': 'zh-TW' },
  })
  expect([again.status, again.headers['moorage-waiting'], again.body]).toEqual([503, mark, ''])
  expect((await ask({ host, cookie })).body).toBe('The workload does not answer.\n')
})
