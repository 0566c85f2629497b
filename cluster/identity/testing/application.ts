import { createHash, randomBytes } from 'node:crypto'
import { createLocalJWKSet, jwtVerify, type JSONWebKeySet, type JWTPayload } from 'jose'
import type { IdentityClient } from '../server/settings.ts'
import { exchange, type PlainBrowser, type Visited } from './plain-browser.ts'

export interface Tokens {
  id_token: string
  access_token: string
  refresh_token: string
  expires_in: number
}

export interface SignedIn {
  tokens: Tokens
  claims: JWTPayload
}

/** What the sign-in page's form leads to; resolves with the page after it. */
export async function submitSignIn(
  browser: PlainBrowser,
  page: Visited,
  options: { username: string; password: string; stopAt?: string },
): Promise<Visited> {
  const action = /<form method="post" action="([^"]+)"/.exec(page.body)?.[1]
  if (!action) throw new Error(`This is no sign-in page: ${page.url}`)
  const { username, password, stopAt } = options
  return browser.visit(new URL(action, page.url).href, { form: { username, password }, stopAt })
}

export type Application = ReturnType<typeof createApplication>

/** An application that people sign in to, as OpenID Connect describes it. */
export function createApplication(issuer: string, client: IdentityClient) {
  const [redirectUri = ''] = client.redirectUris
  const authorization = `Basic ${Buffer.from(`${client.id}:${client.secret}`).toString('base64')}`

  function buildSignInUrl(parameters: Record<string, string | undefined>): string {
    const url = new URL('/auth', issuer)
    const all = { client_id: client.id, response_type: 'code', redirect_uri: redirectUri, ...parameters }
    for (const [name, value] of Object.entries(all)) if (value !== undefined) url.searchParams.set(name, value)
    return url.href
  }

  async function post(path: string, form: Record<string, string>): Promise<Visited> {
    const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' }
    return exchange(new URL(path, issuer), new URLSearchParams(form).toString(), headers)
  }

  async function verify(token: string): Promise<JWTPayload> {
    const { body } = await exchange(new URL('/jwks', issuer), undefined)
    const keys = createLocalJWKSet(JSON.parse(body) as JSONWebKeySet)
    return (await jwtVerify(token, keys, { issuer, audience: client.id })).payload
  }

  /** `password` is left out where the browser is expected to be signed in already. */
  async function signIn(
    browser: PlainBrowser,
    person: { username: string; password?: string },
    scope = 'openid profile email',
  ): Promise<SignedIn> {
    const verifier = randomBytes(32).toString('base64url')
    const nonce = randomBytes(8).toString('hex')
    const url = buildSignInUrl({
      scope,
      nonce,
      state: 'kept',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    })
    const { username, password } = person
    const first = await browser.visit(url, { stopAt: redirectUri })
    const last =
      password === undefined ? first : await submitSignIn(browser, first, { username, password, stopAt: redirectUri })
    const answer = new URL(last.url).searchParams
    if (!last.url.startsWith(redirectUri)) throw new Error(`The sign-in ended at ${last.url} with ${last.status}.`)
    const { status, body } = await post('/token', {
      grant_type: 'authorization_code',
      code: answer.get('code') ?? '',
      redirect_uri: redirectUri,
      code_verifier: verifier,
    })
    if (status !== 200) throw new Error(`The code was refused: ${body}`)
    const tokens = JSON.parse(body) as Tokens
    const claims = await verify(tokens.id_token)
    if (claims['nonce'] !== nonce || answer.get('state') !== 'kept') throw new Error('Another sign-in was answered.')
    return { tokens, claims }
  }

  return {
    buildSignInUrl,
    signIn,
    verify,
    post,
    refresh: (token: string) => post('/token', { grant_type: 'refresh_token', refresh_token: token }),
    getUserInfo: (token: string) => exchange(new URL('/me', issuer), undefined, { authorization: `Bearer ${token}` }),
  }
}
