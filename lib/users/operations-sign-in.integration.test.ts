import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { groupsKind, namespacesKind, usersKind } from '#lib/auth/cached-kinds.ts'
import { onAccessChange, type AccessChange } from '#lib/auth/access-change.ts'
import { verifyLogoutToken } from '#lib/auth/logout-token.ts'
import { getOidcProvider } from '#lib/auth/oidc-provider.ts'
import { checkSession, findSessionUser, recheckActor } from '#lib/auth/session-check.ts'
import { refreshToken, type Refreshed } from '#lib/auth/session-refresh.ts'
import { readSessionToken } from '#lib/auth/session.ts'
import type { SessionToken } from '#lib/auth/session-token.ts'
import { finishSignIn, startSignIn } from '#lib/auth/sign-in.ts'
import { getSignOutAddress } from '#lib/auth/sign-out.ts'
import { USER_API_VERSION, type UserRecord } from '#lib/auth/user-record.ts'
import { createObject, deleteObject, listObjects, patchObject } from '#lib/kube/verbs.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { startIdentity, type IdentityUnderTest } from '#cluster/testing/identity-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { closeSession, endProviderSessions } from './operations-sessions.ts'
import { startSession } from './operations-sign-in.ts'

const portalUrl = 'http://moorage.localhost:8080'
const run = randomBytes(4).toString('hex')
const password = 'correct horse'
const receivedTokens: string[] = []
const backchannel = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => chunks.push(chunk))
  request.on('end', () => {
    receivedTokens.push(new URLSearchParams(Buffer.concat(chunks).toString()).get('logout_token') ?? '')
    response.writeHead(200).end()
  })
})

let identity: IdentityUnderTest
let subjects = 0

beforeAll(async () => {
  await once(backchannel.listen(0, '127.0.0.1'), 'listening')
  const { port } = backchannel.address() as AddressInfo
  identity = await startIdentity({ portalUrl, backchannelLogoutUri: `http://127.0.0.1:${port}/` })
  await becomePortal({
    MOORAGE_URL: portalUrl,
    MOORAGE_OIDC_ISSUER: identity.issuer,
    MOORAGE_OIDC_CLIENT_ID: identity.clientId,
    MOORAGE_OIDC_CLIENT_SECRET: identity.clientSecret,
    MOORAGE_ADMIN_GROUP: 'moorage-admins',
  })
})

afterEach(() => identity.breakDown({}))

afterAll(async () => {
  const objects = await listObjects(client, { apiVersion: USER_API_VERSION, kind: 'User' })
  const made = objects.filter((object) => (object.spec as { issuer: string }).issuer === identity.issuer)
  for (const { metadata } of made) {
    await deleteObject(client, { apiVersion: USER_API_VERSION, kind: 'User', name: metadata.name })
  }
  for (const kind of [usersKind, groupsKind, namespacesKind]) kind.stop()
  await identity.stop()
  backchannel.close()
})

function addPerson(changes: { username?: string; groups?: string[]; claims?: Record<string, unknown> } = {}) {
  subjects += 1
  const person = {
    subject: `subject-${run}-${subjects}`,
    username: `t${run}-${subjects}`,
    password,
    name: 'Test Person',
    email: 'person@example.org',
    ...changes,
  }
  identity.setPerson(person)
  return person
}

type Jar = Map<string, string>

function toRequest(path: string, jar: Jar, headers: Record<string, string> = {}): Request {
  const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
  return new Request(new URL(path, portalUrl), { headers: { cookie, 'user-agent': 'Test browser', ...headers } })
}

function keepCookies(jar: Jar, response: Response): void {
  for (const cookie of response.headers.getSetCookie()) {
    const [pair = ''] = cookie.split(';')
    const name = pair.slice(0, pair.indexOf('='))
    const value = pair.slice(pair.indexOf('=') + 1)
    if (value === '') jar.delete(name)
    else jar.set(name, value)
  }
}

const prepareNothing = async (): Promise<void> => {}

async function begin(jar: Jar, callback = '/profile'): Promise<string> {
  const response = await startSignIn(toRequest(`/api/auth/signin/oidc?callback=${encodeURIComponent(callback)}`, jar))
  keepCookies(jar, response)
  return response.headers.get('location') ?? ''
}

async function finish(jar: Jar, address: string, prepare: (user: UserRecord) => Promise<unknown> = prepareNothing) {
  const url = new URL(address)
  const request = toRequest(`${url.pathname}${url.search}`, jar)
  const response = await finishSignIn(request, (session) => startSession(session, prepare))
  keepCookies(jar, response)
  return response
}

async function signIn(person: { username: string }, jar: Jar = new Map()) {
  const address = await identity.signIn(await begin(jar), { username: person.username, password })
  const response = await finish(jar, address)
  return { jar, response, token: await readToken(jar) }
}

function readToken(jar: Jar): Promise<SessionToken | null> {
  return readSessionToken((name) => jar.get(name))
}

async function requireToken(jar: Jar): Promise<SessionToken> {
  const token = await readToken(jar)
  if (!token) throw new Error('there is no session')
  return token
}

function requireAlive(refreshed: Refreshed) {
  if (refreshed.kind === 'ended') throw new Error('the session ended')
  return refreshed
}

function userRef(token: SessionToken) {
  return { apiVersion: USER_API_VERSION, kind: 'User', name: token.username }
}

async function untilRevoked(token: SessionToken): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = usersKind.subscribe(() => {
      void findSessionUser(token).then((user) => {
        if (user) return
        end()
        resolve()
      })
    })
    void findSessionUser(token).then((user) => user === null && resolve())
  })
}

test('somebody signs in, comes back to the page and is a user with a session', async () => {
  const person = addPerson()
  const jar: Jar = new Map()
  const address = await begin(jar, '/spaces/u/x/storage?sort=size')
  const asked = new URL(address)
  expect(asked.origin).toBe(identity.issuer)
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    code_challenge_method: 'S256',
    state: expect.stringMatching(/.{20}/) as string,
    nonce: expect.stringMatching(/.{20}/) as string,
    redirect_uri: `${portalUrl}/api/auth/callback/oidc`,
  })
  const prepared: string[] = []
  const back = await identity.signIn(address, { username: person.username, password })
  const response = await finish(jar, back, async (user) => prepared.push(user.username))
  expect([response.status, response.headers.get('location')]).toEqual([303, '/spaces/u/x/storage?sort=size'])
  const sessionCookie = response.headers.getSetCookie().find((cookie) => cookie.startsWith('moorage-session='))
  expect(sessionCookie).toMatch(/; HttpOnly/)
  expect(sessionCookie).toMatch(/; SameSite=Lax/)
  expect(sessionCookie?.length).toBeLessThan(4096)
  expect([...jar.keys()]).toEqual(['moorage-session'])

  const actor = await checkSession(await requireToken(jar))
  expect(actor).toMatchObject({ username: person.username, displayName: 'Test Person', isAdmin: false })
  expect(actor?.groups.size).toBe(0)
  expect(prepared).toEqual([person.username])
  const user = await findSessionUser(await requireToken(jar))
  expect(user).toMatchObject({ issuer: identity.issuer, subject: person.subject, email: 'person@example.org' })
  expect(user?.sessions).toMatchObject([{ sid: actor?.sid, agent: 'Test browser' }])
})

test('the answer of the provider counts once, in the browser that asked, and only as it was sent', async () => {
  const person = addPerson()
  const jar: Jar = new Map()
  const back = await identity.signIn(await begin(jar), { username: person.username, password })
  const stranger: Jar = new Map()
  expect((await finish(stranger, back)).headers.get('location')).toMatch(/^\/sign-in\?.*problem=expired/)
  const otherSignIn: Jar = new Map()
  await begin(otherSignIn)
  expect((await finish(otherSignIn, back)).headers.get('location')).toMatch(/problem=failed/)
  const forged = new URL(back)
  forged.searchParams.set('state', 'x'.repeat(43))
  expect((await finish(new Map(jar), forged.href)).headers.get('location')).toMatch(/problem=failed/)
  const misdirected = new URL(back)
  misdirected.searchParams.set('iss', 'https://evil.example')
  expect((await finish(new Map(jar), misdirected.href)).headers.get('location')).toMatch(/problem=failed/)
  expect(await readToken(stranger)).toBeNull()
  expect(await readToken(otherSignIn)).toBeNull()

  const before = new Map(jar)
  expect((await finish(jar, back)).headers.get('location')).toBe('/profile')
  // The same address with the same cookies again: the code is spent.
  expect((await finish(before, back)).headers.get('location')).toMatch(/problem=failed/)
})

test('a sign-in is not started for another site, and leads to no other site in the end', async () => {
  const request = toRequest('/api/auth/signin/oidc?callback=/profile', new Map(), { 'sec-fetch-site': 'cross-site' })
  expect((await startSignIn(request)).headers.get('location')).toBe('/sign-in?callback=%2Fprofile')
  const person = addPerson()
  for (const callback of ['//evil.example', '/\\evil.example', 'javascript:alert(1)', 'https://evil.example/']) {
    const jar: Jar = new Map()
    const back = await identity.signIn(await begin(jar, callback), { username: person.username, password })
    expect((await finish(jar, back)).headers.get('location')).toBe('/')
  }
  const jar: Jar = new Map()
  const back = await identity.signIn(await begin(jar), { username: person.username, password })
  jar.set('moorage-callback', encodeURIComponent('https://evil.example/'))
  expect((await finish(jar, back)).headers.get('location')).toBe('/')
})

test('ten thousand groups fit; of them, the administrators’ group and mapped groups count', async () => {
  const group = await createObject(client, {
    apiVersion: USER_API_VERSION,
    kind: 'Group',
    metadata: { name: `g${run}` },
    spec: { displayName: 'Research', oidcGroups: [{ name: `research-${run}`, role: 'editor' }] },
  })
  const changes: AccessChange[] = []
  let end = () => {}
  try {
    await groupsKind.waitFor(group.metadata.resourceVersion ?? '')
    const many = Array.from({ length: 9_998 }, (_, index) => `some-other-group-${index}`)
    const person = addPerson({ groups: [...many, `research-${run}`, 'moorage-admins'] })
    const { token, jar, response } = await signIn(person)
    expect(token).not.toBeNull()
    const cookie = response.headers.getSetCookie().find((one) => one.startsWith('moorage-session='))
    expect(cookie?.length).toBeLessThan(4096)
    const actor = await checkSession(await requireToken(jar))
    expect(actor?.isAdmin).toBe(true)
    expect(actor?.groups).toEqual(new Map([[`g${run}`, 'editor']]))

    end = onAccessChange((change) => change.userUid === actor?.uid && changes.push(change))
    identity.setPerson({ ...person, groups: ['another'] })
    const refreshed = await refreshToken({ ...(await requireToken(jar)), claimsCheckedAt: Date.now() - 60_000 })
    const after = await checkSession(requireAlive(refreshed).token)
    expect(after).toMatchObject({ isAdmin: false })
    expect(after?.groups.size).toBe(0)
    // What was opened by the cookie of before counts for no more than that, and hears of it.
    expect(recheckActor(actor!)?.groups.size).toBe(0)
    expect(changes).toEqual([{ userUid: actor?.uid, kind: 'groups' }])
  } finally {
    end()
    await deleteObject(client, { apiVersion: USER_API_VERSION, kind: 'Group', name: `g${run}` })
  }
})

test.each([[[['moorage-admins']]], [{ 'moorage-admins': true }], [[{ name: 'moorage-admins' }]]])(
  'groups of a form that cannot be trusted let nobody in: %j',
  async (groups) => {
    const { response, token } = await signIn(addPerson({ claims: { groups } }))
    expect(response.headers.get('location')).toMatch(/problem=claims/)
    expect(token).toBeNull()
  },
)

test('a renewal keeps the session and its end, and takes a changed name over but not a username', async () => {
  const person = addPerson()
  const { jar } = await signIn(person)
  const token = await requireToken(jar)
  const old = { ...token, claimsCheckedAt: Date.now() - 6 * 60_000 }
  expect(await checkSession(old)).toBeNull()
  identity.setPerson({ ...person, username: `${person.username}-renamed`, name: 'New Name', email: 'new@example.org' })
  const refreshed = requireAlive(await refreshToken(old))
  expect(refreshed.token).toMatchObject({ sid: token.sid, startedAt: token.startedAt, username: token.username })
  expect(refreshed.token.refreshToken).not.toBe(token.refreshToken)
  expect(refreshed.claims).toMatchObject({ displayName: 'New Name', email: 'new@example.org' })
  expect(await checkSession(refreshed.token)).toMatchObject({ username: token.username })
  // An answer that got lost on its way is given again; the provider would take the old token for a stolen one.
  expect(await refreshToken(old)).toEqual(refreshed)

  const again = await signIn({ username: `${person.username}-renamed` })
  expect(again.token).toMatchObject({ username: token.username, userUid: token.userUid })
})

test('a provider that refuses ends the session', async () => {
  const person = addPerson()
  const { jar } = await signIn(person)
  identity.breakDown({ refuseRefreshOf: [person.subject] })
  const old = { ...(await requireToken(jar)), claimsCheckedAt: Date.now() - 60_000 }
  expect(await refreshToken(old)).toEqual({ kind: 'ended' })
})

test('a provider that is away gets fifteen minutes', async () => {
  const { jar } = await signIn(addPerson())
  const token = await requireToken(jar)
  identity.breakDown({ isUnavailable: true })
  const minutesAgo = (minutes: number) => ({ ...token, claimsCheckedAt: Date.now() - minutes * 60_000 })
  const waiting = requireAlive(await refreshToken(minutesAgo(6)))
  expect(waiting).toMatchObject({ claims: null, token: { isProviderAway: true } })
  expect(await checkSession(waiting.token)).not.toBeNull()
  expect(await refreshToken({ ...minutesAgo(21), sid: 'another' })).toEqual({ kind: 'ended' })

  identity.breakDown({})
  const back = await refreshToken(minutesAgo(6))
  expect(back).toMatchObject({ kind: 'alive', token: { isProviderAway: false } })
})

test('sessions end one by one, all at once, and with the user', async () => {
  const person = addPerson()
  const first = await signIn(person)
  const second = await signIn(person)
  const [one, two] = [await requireToken(first.jar), await requireToken(second.jar)]
  const actor = await checkSession(two)
  if (!actor) throw new Error('no actor')
  expect(one.userUid).toBe(two.userUid)
  await closeSession({ uid: one.userUid, username: one.username }, one.sid, 'signed-out')
  await untilRevoked(one)
  expect(await checkSession(one)).toBeNull()
  expect(await checkSession(two)).not.toBeNull()
  expect(recheckActor(actor)).not.toBeNull()

  await patchObject(client, userRef(two), { patch: { spec: { disabled: true } } })
  await untilRevoked(two)
  expect(recheckActor(actor)).toBeNull()
  const refused = await signIn(person)
  expect(refused.response.headers.get('location')).toMatch(/problem=disabled/)
  expect(refused.token).toBeNull()
  await patchObject(client, userRef(two), { patch: { spec: { disabled: null, tombstone: true } } })
  expect((await signIn(person)).response.headers.get('location')).toMatch(/problem=deleted/)
})

test('signing in again in one browser replaces its session', async () => {
  const person = addPerson()
  const { jar } = await signIn(person)
  const first = await requireToken(jar)
  await signIn(person, jar)
  const second = await requireToken(jar)
  expect(second.sid).not.toBe(first.sid)
  expect((await findSessionUser(second))?.sessions.map(({ sid }) => sid)).toEqual([second.sid])
  await untilRevoked(first)
})

test('a session of another user object of the same name is nobody’s', async () => {
  const { jar } = await signIn(addPerson())
  const token = await requireToken(jar)
  expect(await checkSession({ ...token, userUid: 'another' })).toBeNull()
  expect(await checkSession({ ...token, subject: 'another' })).toBeNull()
  expect(await checkSession({ ...token, issuer: 'https://other.example' })).toBeNull()
})

test('the provider ends sessions by itself, and its token counts once', async () => {
  const person = addPerson()
  const { jar } = await signIn(person)
  const token = await requireToken(jar)
  const other = await requireToken((await signIn(addPerson())).jar)
  receivedTokens.length = 0
  expect(await identity.endSessions(person.subject)).toEqual({ ended: 1, notified: 1 })
  const { issuer, clientId } = { issuer: identity.issuer, clientId: identity.clientId }
  const verify = () =>
    verifyLogoutToken(receivedTokens[0] ?? '', { issuer, clientId, getKey: getOidcProvider().getKey })
  expect(await endProviderSessions(await verify())).toBe(1)
  await untilRevoked(token)
  expect(await checkSession(token)).toBeNull()
  expect(await checkSession(other)).not.toBeNull()
  await expect(endProviderSessions(await verify())).rejects.toMatchObject({ code: 'CONFLICT' })
  const misdirected = { issuer, clientId: 'another', getKey: getOidcProvider().getKey }
  await expect(verifyLogoutToken(receivedTokens[0] ?? '', misdirected)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('signing out leads to the provider with proof of who leaves, and spends the refresh token', async () => {
  const { jar } = await signIn(addPerson())
  const token = await requireToken(jar)
  const address = new URL(await getSignOutAddress(token))
  expect(address.origin).toBe(identity.issuer)
  expect(address.searchParams.get('post_logout_redirect_uri')).toBe(`${portalUrl}/sign-in`)
  expect(address.searchParams.get('id_token_hint')?.split('.')).toHaveLength(3)
  const old = { ...token, claimsCheckedAt: Date.now() - 60_000 }
  expect(await refreshToken(old)).toEqual({ kind: 'ended' })
  identity.breakDown({ isUnavailable: true })
  expect(await getSignOutAddress(token)).toMatch(/^http/)
})

test('a space that cannot be made right keeps nobody out', async () => {
  const person = addPerson()
  const jar: Jar = new Map()
  const back = await identity.signIn(await begin(jar), { username: person.username, password })
  const response = await finish(jar, back, () => {
    throw new Error('the namespace was made by hand')
  })
  expect(response.headers.get('location')).toBe('/profile')
  expect(await checkSession(await requireToken(jar))).not.toBeNull()
})

test('a sign-in while the provider is away, or refused there, says so', async () => {
  const person = addPerson()
  const jar: Jar = new Map()
  const back = await identity.signIn(await begin(jar), { username: person.username, password })
  identity.breakDown({ isUnavailable: true })
  expect((await finish(jar, back)).headers.get('location')).toMatch(/problem=/)
  expect(await readToken(jar)).toBeNull()
  const refused = new URL('/api/auth/callback/oidc?error=access_denied&state=x', portalUrl)
  expect((await finish(jar, refused.href)).headers.get('location')).toMatch(/problem=refused/)
})
