import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { DEMO_PEOPLE } from './demo-people.ts'
import { ensureIdentitySecrets } from './identity-secrets.ts'
import { submitSignIn } from './testing/application.ts'
import { createPlainBrowser, exchange } from './testing/plain-browser.ts'
import {
  ACCESS_TOKEN_SECONDS,
  ALICE,
  GOODBYE,
  isRefused,
  startProvider,
  type ProviderUnderTest,
} from './testing/provider-under-test.ts'

// The provider as an application and a browser see it.

let provider: ProviderUnderTest

beforeAll(async () => {
  provider = await startProvider()
})

afterAll(() => provider.remove())

test('the keys are made once and kept in the cluster', async () => {
  const [first, second] = await Promise.all([1, 2].map(() => ensureIdentitySecrets(client, provider.namespace)))
  expect(first).toEqual(second)
  const { body } = await exchange(new URL('/jwks', provider.issuer), undefined)
  expect(body).toContain(first!.keys.jwks.keys[0]!.kid)
  expect(body).not.toContain('"d"')
})

test('it has one name, whatever a request calls it', async () => {
  const { body } = await provider.discover({ 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' })
  const addresses = Object.entries(JSON.parse(body) as Record<string, unknown>)
    .filter(([name]) => /_endpoint$|_uri$|^provider.issuer$/.test(name))
    .map(([, address]) => address)
  expect(addresses.length).toBeGreaterThan(5)
  for (const address of addresses) expect(address).toMatch(new RegExp(`^${provider.issuer}(/|$)`))
})

describe('signing in', () => {
  test('gives the claims of the person, in the token and at the endpoint', async () => {
    const { tokens, claims } = await provider.application.signIn(createPlainBrowser(), ALICE)
    const alice = {
      sub: DEMO_PEOPLE[0]!.subject,
      preferred_username: 'alice',
      name: 'Alice Hansen',
      email: 'alice@example.org',
      groups: ['researchers'],
    }
    expect(claims).toMatchObject(alice)
    expect(claims['sid']).toEqual(expect.any(String))
    expect(tokens.expires_in).toBe(ACCESS_TOKEN_SECONDS)
    const info = await provider.application.getUserInfo(tokens.access_token)
    expect(JSON.parse(info.body)).toMatchObject(alice)
  })

  test('a wrong password says so and lets nobody in', async () => {
    const browser = createPlainBrowser()
    const url = provider.application.buildSignInUrl({
      scope: 'openid',
      code_challenge: 'x'.repeat(43),
      code_challenge_method: 'S256',
    })
    const page = await browser.visit(url)
    const again = await submitSignIn(browser, page, { username: '<alice>', password: 'wrong' })
    expect(again.status).toBe(403)
    expect(again.body).toContain('The user name or the password is wrong.')
    expect(again.body).toContain('value="&lt;alice&gt;"')
    expect((await browser.visit(url)).body).toContain('id="password"')
  })

  test('a form of another site is refused', async () => {
    const browser = createPlainBrowser()
    const page = await browser.visit(
      provider.application.buildSignInUrl({
        scope: 'openid',
        code_challenge: 'x'.repeat(43),
        code_challenge_method: 'S256',
      }),
    )
    for (const origin of ['http://evil.example', 'null']) {
      const answer = await browser.visit(page.url, { form: ALICE, headers: { origin } })
      expect(answer.status).toBe(403)
    }
  })

  test('without PKCE, or with the plain kind, there is no code', async () => {
    for (const challenge of [{}, { code_challenge: 'x'.repeat(43), code_challenge_method: 'plain' }]) {
      const url = provider.application.buildSignInUrl({ scope: 'openid', ...challenge })
      const { url: end } = await createPlainBrowser().visit(url, { stopAt: 'http://app.localhost/' })
      expect(new URL(end).searchParams.get('error')).toBe('invalid_request')
    }
  })

  test('an address that is not registered gets nothing', async () => {
    const url = provider.application.buildSignInUrl({ redirect_uri: 'http://evil.example/', scope: 'openid' })
    const page = await createPlainBrowser().visit(url, { stopAt: 'http://evil.example/' })
    expect(page.status).toBe(400)
    expect(page.url).toContain(provider.issuer)
  })

  test('a browser that is signed in is not asked again', async () => {
    const browser = createPlainBrowser()
    const first = await provider.application.signIn(browser, ALICE)
    const second = await provider.application.signIn(browser, { username: 'alice' })
    expect(second.claims['sid']).toBe(first.claims['sid'])
  })
})

describe('refresh tokens', () => {
  test('are used once; using one again ends all that came from it', async () => {
    const { tokens, claims } = await provider.application.signIn(createPlainBrowser(), ALICE)
    const second = await provider.application.refresh(tokens.refresh_token)
    expect(second.status).toBe(200)
    const renewed = JSON.parse(second.body) as typeof tokens
    expect(renewed.refresh_token).not.toBe(tokens.refresh_token)
    expect(await provider.application.verify(renewed.id_token)).toMatchObject({
      sub: claims.sub,
      groups: ['researchers'],
    })
    expect(isRefused(await provider.application.refresh(tokens.refresh_token))).toBe(true)
    expect(isRefused(await provider.application.refresh(renewed.refresh_token))).toBe(true)
  })

  test('end when they are revoked', async () => {
    const { tokens } = await provider.application.signIn(createPlainBrowser(), ALICE)
    expect((await provider.application.post('/token/revocation', { token: tokens.refresh_token })).status).toBe(200)
    expect(isRefused(await provider.application.refresh(tokens.refresh_token))).toBe(true)
  })
})

describe('signing out', () => {
  function buildEndSessionUrl(parameters: Record<string, string>): string {
    return `${provider.issuer}/session/end?${new URLSearchParams(parameters).toString()}`
  }

  test('ends the session, tells the application and leads back to it', async () => {
    const browser = createPlainBrowser()
    const { tokens, claims } = await provider.application.signIn(browser, ALICE)
    const known = await provider.receiver.listTokens()
    const page = await browser.visit(
      buildEndSessionUrl({ id_token_hint: tokens.id_token, post_logout_redirect_uri: GOODBYE, state: 'kept' }),
    )
    // The hint proves whose session it is, so the page answers for the person.
    expect(page.body).toContain('[name=logout]')
    const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)?.[1] ?? ''
    const end = await browser.visit(`${provider.issuer}/session/end/confirm`, {
      form: { xsrf, logout: 'yes' },
      stopAt: GOODBYE,
    })
    expect(end.url).toBe(`${GOODBYE}?state=kept`)
    expect(isRefused(await provider.application.refresh(tokens.refresh_token))).toBe(true)

    const [token, ...more] = (await provider.receiver.listTokens()).slice(known.length)
    expect(more).toEqual([])
    expect(decodeProtectedHeader(token!).typ).toBe('logout+jwt')
    const event = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    expect(await provider.application.verify(token!)).toMatchObject({ sid: claims['sid'], events: event })
  })

  test('without proof the person is asked', async () => {
    const browser = createPlainBrowser()
    const { tokens } = await provider.application.signIn(browser, ALICE)
    const page = await browser.visit(buildEndSessionUrl({ client_id: 'app' }))
    expect(page.body).toContain('Stay signed in')
    expect(page.body).not.toContain('<script')
    expect((await provider.application.refresh(tokens.refresh_token)).status).toBe(200)
  })

  test('leads to no address that is not registered', async () => {
    const { tokens } = await provider.application.signIn(createPlainBrowser(), ALICE)
    const page = await createPlainBrowser().visit(
      buildEndSessionUrl({ id_token_hint: tokens.id_token, post_logout_redirect_uri: 'http://evil.example/' }),
    )
    expect(page.status).toBe(400)
  })
})
