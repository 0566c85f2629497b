import { createHmac, generateKeyPairSync } from 'node:crypto'
import { request, type IncomingMessage } from 'node:http'
import { truncate, writeFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { ACCESS_TYP, CONTROL_TYP, LINK_TYP } from '#lib/files/protocol/tokens.ts'
import { FileRequests } from '../testing/file-requests.ts'
import { KID, PORTAL, publicKey, VOLUME_UID } from '../testing/server-process.ts'
import { shareServer } from '../testing/shared-server.ts'
import { startTrickle } from '../testing/trickle.ts'
import { TusRequests } from '../testing/tus-requests.ts'
import { createVolume, serve } from '../testing/volume.ts'

const shared = shareServer()
const now = () => Math.floor(Date.now() / 1000)
const access = { typ: ACCESS_TYP, seconds: 300 }
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: KID }

async function listWith(token: string): Promise<number> {
  return (await shared.files.ask('GET', fileRoutes.list(), { headers: { authorization: `Bearer ${token}` } })).status
}

function toPart(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

test('the right token opens it', async () => {
  expect(await listWith(await shared.files.server.sign({}, access))).toBe(200)
  expect(await listWith(await shared.files.server.sign({ iat: now() + 3 }, access))).toBe(200)
})

test.each([
  ['of another volume', { aud: 'other:rw' }, access],
  ['of another mode', { aud: `${VOLUME_UID}:ro` }, access],
  ['of two audiences', { aud: [`${VOLUME_UID}:rw`, 'other'] }, access],
  ['of another portal', { iss: 'http://evil.example' }, access],
  ['of nobody', { sub: '' }, access],
  ['without a session', { sid: undefined }, access],
  ['that has expired', { iat: now() - 400, exp: now() - 100 }, access],
  ['of tomorrow', { iat: now() + 3600, exp: now() + 3700 }, access],
  ['that lasts too long', {}, { typ: ACCESS_TYP, seconds: 301 }],
  ['that ends before it begins', { exp: now() - 1, iat: now() }, access],
  ['of a link', { use: 'download', path: 'a' }, { typ: LINK_TYP, seconds: 300 }],
  ['of control', { jti: 'a' }, { typ: CONTROL_TYP, seconds: 60 }],
  ['of no kind', {}, { typ: 'JWT', seconds: 300 }],
  ['of an unknown key', {}, { ...access, kid: 'other' }],
  ['of a key that is a path', {}, { ...access, kid: '../../etc/passwd' }],
  ['of another key by the same name', {}, { ...access, key: generateKeyPairSync('ed25519').privateKey }],
])('a token %s does not', async (_, claims, form) => {
  expect(await listWith(await shared.files.server.sign(claims, form))).toBe(401)
})

test('neither does one without a signature, signed with the public key as a secret, or changed', async () => {
  const good = await shared.files.server.token()
  const [head = '', body = '', signature = ''] = good.split('.')
  const none = `${toPart({ alg: 'none', typ: ACCESS_TYP, kid: KID })}.${body}`
  const hmacHead = toPart({ alg: 'HS256', typ: ACCESS_TYP, kid: KID })
  const secrets = [Buffer.from(String(jwk.x), 'base64url'), publicKey.export({ format: 'pem', type: 'spki' })]
  const hmacs = secrets.map(
    (secret) => `${hmacHead}.${body}.${createHmac('sha256', secret).update(`${hmacHead}.${body}`).digest('base64url')}`,
  )
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
  const changed = `${head}.${toPart({ ...claims, sub: 'bob' })}.${signature}`
  for (const token of [
    `${none}.`,
    `${none}.${signature}`,
    ...hmacs,
    changed,
    head,
    `${good}x`,
    'a.b.c',
    '',
    'x'.repeat(20_000),
  ]) {
    expect(await listWith(token).catch(() => 401)).not.toBe(200)
  }
  expect(await listWith(changed)).toBe(401)
  const inAddress = await fetch(`${shared.files.server.url}${fileRoutes.list()}?token=${good}`)
  expect(inAddress.status).toBe(401)
  const asCookie = await fetch(`${shared.files.server.url}${fileRoutes.list()}`, {
    headers: { cookie: `token=${good}` },
  })
  expect(asCookie.status).toBe(401)
})

test('every route asks for a token, but the one that says it is ready', async () => {
  const { routes } = await import('../route-table.ts')
  for (const { method, path, need } of routes) {
    const answer = await fetch(`${shared.files.server.url}${path.replaceAll(/:\w+/g, 'x')}`, { method })
    // OPTIONS of tus says what the server can do, not what it has.
    const open = method === 'OPTIONS' ? [204] : [200]
    const expected = { nobody: open, own: [400, 401], reader: [401], writer: [401] }[need]
    expect({ method, path, status: answer.status, isExpected: expected.includes(answer.status) }).toMatchObject({
      isExpected: true,
    })
  }
})

test('a server that only reads refuses every way of writing', async () => {
  const root = await createVolume()
  await writeFile(`${root}/a`, 'kept')
  const files = new FileRequests(await serve({ root, mode: 'ro' }))
  const { routes } = await import('../route-table.ts')
  const writing = routes.filter(({ method, need }) => need === 'writer' || !['GET', 'HEAD', 'OPTIONS'].includes(method))
  const mayPost = new Set<string>([fileRoutes.control(), fileRoutes.estimate(), fileRoutes.zip()])
  expect(writing.length).toBeGreaterThan(10)
  for (const { method, path } of writing) {
    if (mayPost.has(path)) continue
    const json = { path: 'a', paths: ['a'], items: [{ from: 'a', to: 'b' }] }
    const answer = await files.ask(
      method,
      path.replaceAll(/:\w+/g, 'x'),
      ['GET', 'HEAD'].includes(method) ? {} : { json },
    )
    // An answer to HEAD has no body to say why.
    const code = method === 'HEAD' ? null : 'READ_ONLY'
    expect([method, path, answer.status, answer.code]).toEqual([method, path, 403, code])
  }
  const wrong = await files.server.sign({ aud: `${VOLUME_UID}:rw` }, access)
  expect((await files.ask('GET', fileRoutes.list(), { headers: { authorization: `Bearer ${wrong}` } })).status).toBe(
    401,
  )
  expect(await files.names('', { hidden: '1' })).toEqual(['a'])
  expect((await files.ask('GET', fileRoutes.trash())).json).toEqual({ items: [], total: 0 })
})

test('pages of others are refused, and the portal may read what it needs', async () => {
  const ask = (origin: string, headers: Record<string, string> = {}, method = 'GET') =>
    shared.files.ask(method, fileRoutes.list(), { headers: { origin, ...headers } })
  for (const origin of [
    'http://evil.example',
    'null',
    `${PORTAL}.evil.example`,
    'https://moorage.localhost:8080',
    'http://files.localhost:8080',
  ]) {
    const answer = await ask(origin)
    expect([answer.status, answer.code, answer.headers.get('access-control-allow-origin')]).toEqual([
      403,
      'FOREIGN_ORIGIN',
      null,
    ])
    expect((await ask(origin, { 'access-control-request-method': 'GET' }, 'OPTIONS')).status).toBe(403)
  }
  const own = await ask(PORTAL)
  expect(own.status).toBe(200)
  expect(own.headers.get('access-control-allow-origin')).toBe(PORTAL)
  expect(own.headers.get('access-control-allow-credentials')).toBeNull()
  expect(own.headers.get('vary')).toBe('Origin')
  const preflight = await ask(
    PORTAL,
    {
      'access-control-request-method': 'PATCH',
      'access-control-request-headers': 'upload-checksum',
      authorization: '',
    },
    'OPTIONS',
  )
  expect(preflight.status).toBe(204)
  expect(preflight.headers.get('access-control-allow-headers')).toContain('upload-checksum')
  expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH')
})

test('a form of text cannot pass for JSON', async () => {
  const body = JSON.stringify({ path: 'made' })
  const answer = await shared.files.ask('POST', fileRoutes.mkdir(), { body, headers: { 'content-type': 'text/plain' } })
  expect(answer).toMatchObject({ status: 400, code: 'INVALID_INPUT' })
  expect(await shared.files.names()).toEqual([])
})

/** Reads slowly, so that the download is still running; resolves with how it ended. */
async function download(
  files: FileRequests,
  headers: Record<string, string>,
  route = `${fileRoutes.content()}?path=big`,
) {
  const url = new URL(`${files.server.url}${route}`)
  const asked = request({ host: url.hostname, port: url.port, path: url.pathname + url.search, headers })
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    asked.on('response', resolve).on('error', reject).end()
  })
  answer.pause()
  const ended = new Promise<'whole' | 'cut'>((resolve) => {
    answer.on('error', () => resolve('cut')).on('end', () => resolve('whole'))
  })
  return { status: answer.statusCode, ended, read: () => answer.resume() }
}

test('a revocation ends what runs and what comes, of that session only; expiry ends nothing that runs', async () => {
  const root = await createVolume()
  const files = new FileRequests(await serve({ root }))
  await writeFile(`${root}/big`, '')
  await truncate(`${root}/big`, 300 * 1024 * 1024)
  const bearer = async (claims: Record<string, unknown>) => ({
    authorization: `Bearer ${await files.server.sign(claims, access)}`,
  })
  const link = await files.server.sign({ use: 'download', path: 'big', sid: 's1' }, { typ: LINK_TYP, seconds: 60 })
  const first = await bearer({ sid: 's1' })
  const running = [
    await download(files, first),
    await download(files, {}, fileRoutes.link(link, 'big')),
    await download(files, first, `${fileRoutes.events()}?path=`),
  ]
  const other = await download(files, await bearer({ sid: 's2' }))
  // Two seconds from its end, and longer than that is waited for below.
  const expiring = await download(files, await bearer({ sid: 's2', iat: now() - 298, exp: now() + 1 }))
  expect([...running, other, expiring].map(({ status }) => status)).toEqual([200, 200, 200, 200, 200])
  expect(await files.server.control({ revoked: [{ sid: 's1', before: now() }] })).toBe(204)
  running.forEach(({ read }) => read())
  expect(await Promise.all(running.map(({ ended }) => ended))).toEqual(['cut', 'cut', 'cut'])
  expect((await files.ask('GET', fileRoutes.list(), { headers: first })).status).toBe(401)
  expect((await fetch(`${files.server.url}${fileRoutes.link(link, 'big')}`)).status).toBe(401)
  await new Promise((resolve) => setTimeout(resolve, 2000))
  other.read()
  expiring.read()
  expect(await Promise.all([other.ended, expiring.ended])).toEqual(['whole', 'whole'])
  // Made before it: what is given out a second later is good again.
  const last = await bearer({ sid: 's3' })
  expect(await files.server.control({ revoked: [{ sub: 'alice', before: now() }] })).toBe(204)
  expect((await files.ask('GET', fileRoutes.list(), { headers: last })).status).toBe(401)
}, 30_000)

test('an upload that is cut off by a revocation leaves the old file whole', async () => {
  const { files, at } = shared
  await writeFile(at('text'), 'old')
  const url = new URL(`${files.server.url}${fileRoutes.content()}?path=text`)
  const token = await files.server.sign({ sid: 'saving' }, access)
  const asked = request({
    host: url.hostname,
    port: url.port,
    path: url.pathname + url.search,
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'if-match': '*', 'content-length': 1000 },
  })
  const ended = new Promise<number | string>((resolve) => {
    asked.on('response', (answer) => resolve(answer.resume().statusCode ?? 0)).on('error', () => resolve('cut'))
  })
  asked.write('half of it')
  await new Promise((resolve) => setTimeout(resolve, 300))
  await files.server.control({ revoked: [{ sid: 'saving', before: now() }] })
  expect([401, 'cut']).toContain(await ended)
  expect((await files.ask('GET', fileRoutes.content(), { query: { path: 'text' } })).text).toBe('old')
})

test('who is taken out loses an upload that runs, others go on with theirs', async () => {
  const files = new FileRequests(await serve({ root: await createVolume() }))
  const end = new AbortController()
  const begin = async (sub: string) => {
    const tus = new TusRequests(files.server, sub)
    const url = await tus.create({ path: sub }, 1024 * 1024)
    const body = startTrickle(end.signal)
    const ended = tus.patch(url, 0, { body }).then(
      ({ status }) => status,
      () => 'cut' as const,
    )
    return { tus, url, ended }
  }
  const bob = await begin('bob')
  const alice = await begin('alice')
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await files.server.control({ revoked: [{ sub: 'bob', before: now() }] })).toBe(204)
  const first = await Promise.race([bob.ended, alice.ended.then((status) => `of alice: ${status}`)])
  expect([401, 'cut']).toContain(first)
  await new Promise((resolve) => setTimeout(resolve, 300))
  end.abort()
  expect(await alice.ended).toBe(204)
}, 30_000)

test('control: once each, only by the portal, and new keys replace the old', async () => {
  const files = new FileRequests(await serve({ root: await createVolume() }))
  const post = async (token: string) =>
    (await fetch(`${files.server.url}/control`, { method: 'POST', body: token })).status
  const { sign } = files.server
  const form = { typ: CONTROL_TYP, seconds: 60 }
  const token = await sign({ jti: 'once' }, form)
  expect([await post(token), await post(token)]).toEqual([204, 401])
  expect(await post(await sign({ jti: 'once' }, { ...form, seconds: 59 }))).toBe(401)
  expect(await post(await sign({ jti: 'a' }, { ...form, seconds: 3600 }))).toBe(401)
  expect(await post(await sign({ jti: 'b' }, access))).toBe(401)
  expect(await post(await sign({ jti: 'c', aud: 'other:rw' }, form))).toBe(401)
  expect(await post(await sign({ jti: 'd' }, { ...form, key: generateKeyPairSync('ed25519').privateKey }))).toBe(401)
  const next = generateKeyPairSync('ed25519')
  const nextKey = { ...next.publicKey.export({ format: 'jwk' }), kid: 'next' }
  expect(await files.server.control({ keys: [jwk, nextKey] })).toBe(204)
  const withNext = { ...access, key: next.privateKey, kid: 'next' }
  const ask = async (bearer: string) =>
    (await files.ask('GET', fileRoutes.list(), { headers: { authorization: `Bearer ${bearer}` } })).status
  const old = await sign({}, access)
  expect([await ask(old), await ask(await sign({}, withNext))]).toEqual([200, 200])
  expect(await files.server.control({ keys: [nextKey] })).toBe(204)
  expect([await ask(old), await ask(await sign({}, withNext))]).toEqual([401, 200])
})
