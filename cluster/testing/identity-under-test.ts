import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { createServer, request as sendHttp, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { generateIdentitySecrets } from '#cluster/identity/identity-secrets.ts'
import { readAssets } from '#cluster/identity/server/assets.ts'
import { endSessions } from '#cluster/identity/server/end-sessions.ts'
import { createFaults } from '#cluster/identity/server/faults.ts'
import { createListener } from '#cluster/identity/server/listener.ts'
import { createPeople } from '#cluster/identity/server/people.ts'
import { personSchema, type PersonInput } from '#cluster/identity/server/person-schema.ts'
import { createProvider } from '#cluster/identity/server/provider.ts'
import { openStore } from '#cluster/identity/server/store.ts'

/** A browser as far as signing in needs one: it keeps cookies by host and follows redirects when told to. */
export type CookieJar = Map<string, Map<string, string>>

export interface IdentityUnderTest {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  setPerson(person: PersonInput): void
  /** What the provider does wrong from now on. */
  breakDown(faults: { isUnavailable?: boolean; refuseRefreshOf?: string[] }): void
  endSessions(subject: string): Promise<{ ended: number; notified: number }>
  /** Types name and password into the sign-in page that the address leads to; returns where the provider sends the browser. */
  signIn(address: string, person: { username: string; password: string }, jar?: CookieJar): Promise<string>
  stop(): Promise<void>
}

/** The demo's identity provider, in this process and on a port of its own. */
export async function startIdentity(options: {
  portalUrl: string
  backchannelLogoutUri?: string
}): Promise<IdentityUnderTest> {
  let answer: RequestListener = (_request, response) => void response.writeHead(503).end()
  const server = createServer((request, response) => answer(request, response))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  const issuer = `http://id.localhost:${port}`
  const { keys, clientSecret } = await generateIdentitySecrets()
  const stateFile = path.join(tmpdir(), `identity-${randomBytes(6).toString('hex')}.json`)
  const client = {
    id: 'moorage',
    secret: clientSecret,
    name: 'Moorage',
    url: `${options.portalUrl}/`,
    redirectUris: [`${options.portalUrl}/api/auth/callback/oidc`],
    postLogoutRedirectUris: [`${options.portalUrl}/sign-in`],
    backchannelLogoutUri: options.backchannelLogoutUri,
  }
  const settings = {
    issuer,
    port,
    controlPort: null,
    stateFile,
    accessTokenSeconds: 300,
    refreshTokenSeconds: 3600,
    sessionSeconds: 3600,
    people: [],
    clients: [client],
    ...keys,
  }
  const people = createPeople([])
  const store = await openStore(stateFile)
  const faults = createFaults()
  const provider = createProvider({ settings, people, store, faults })
  answer = createListener({ settings, people, provider, faults, assets: readAssets() })
  return {
    issuer,
    clientId: client.id,
    clientSecret,
    setPerson: (person) => people.set(personSchema.parse(person)),
    breakDown({ isUnavailable = false, refuseRefreshOf = [] }) {
      faults.current = { isUnavailable, refuseRefreshOf }
    },
    endSessions: (subject) => endSessions({ provider, store, subject }),
    signIn: (address, person, jar = new Map()) => signIn({ address, person, jar, issuer }),
    async stop() {
      server.closeAllConnections()
      server.close()
      await store.flush()
      await rm(stateFile, { force: true })
    },
  }
}

const STEPS_MAX = 10

async function signIn(options: {
  address: string
  person: { username: string; password: string }
  jar: CookieJar
  issuer: string
}): Promise<string> {
  const { person, jar, issuer } = options
  let address = options.address
  for (let step = 0; step < STEPS_MAX; step += 1) {
    if (!address.startsWith(`${issuer}/`)) return address
    let answer = await send(address, { jar })
    if (answer.location === null) {
      answer = await send(address, { jar, form: new URLSearchParams(person), origin: issuer })
    }
    if (answer.location === null) throw new Error(`The provider answered ${answer.status} at ${address}`)
    address = new URL(answer.location, address).href
  }
  throw new Error('The provider leads round in a circle')
}

async function send(
  address: string,
  { jar, form, origin }: { jar: CookieJar; form?: URLSearchParams; origin?: string },
): Promise<{ status: number; location: string | null }> {
  const url = new URL(address)
  const cookies = jar.get(url.host) ?? new Map<string, string>()
  jar.set(url.host, cookies)
  const request = sendHttp({
    host: '127.0.0.1',
    port: url.port,
    path: `${url.pathname}${url.search}`,
    method: form ? 'POST' : 'GET',
    headers: {
      host: url.host,
      cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; '),
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded', origin } : {}),
    },
  })
  request.end(form?.toString())
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  response.resume()
  for (const cookie of response.headers['set-cookie'] ?? []) {
    const [pair = ''] = cookie.split(';')
    cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
  }
  return { status: response.statusCode ?? 0, location: response.headers.location ?? null }
}
