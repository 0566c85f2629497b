import { generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import { expect, test } from 'vitest'
import { hashProviderSid, verifyLogoutToken } from './logout-token.ts'

const issuer = 'https://id.example.org'
const clientId = 'moorage'
const EVENT = 'http://schemas.openid.net/event/backchannel-logout'
const { publicKey, privateKey } = await generateKeyPair('RS256')
const stranger = await generateKeyPair('RS256')
const getKey: JWTVerifyGetKey = async () => publicKey
const now = Math.floor(Date.now() / 1000)

function sign(claims: JWTPayload, options: { key?: CryptoKey; typ?: string } = {}): Promise<string> {
  return new SignJWT({
    iss: issuer,
    aud: clientId,
    iat: now,
    exp: now + 120,
    jti: 'token-1',
    sub: 'alice-1',
    sid: 'session-1',
    events: { [EVENT]: {} },
    ...claims,
  })
    .setProtectedHeader({ alg: 'RS256', typ: options.typ ?? 'logout+jwt' })
    .sign(options.key ?? privateKey)
}

const verify = (token: string) => verifyLogoutToken(token, { issuer, clientId, getKey })

test('what the provider sends is understood', async () => {
  const token = await verify(await sign({}))
  expect(token).toMatchObject({ issuer, subject: 'alice-1', providerSid: hashProviderSid('session-1') })
  expect(await verify(await sign({ sid: undefined }))).toMatchObject({ subject: 'alice-1', providerSid: null })
  expect(await verify(await sign({ sub: undefined }))).toMatchObject({ subject: null })
  expect(await verify(await sign({ aud: ['other', clientId] }, { typ: 'JWT' }))).toMatchObject({ subject: 'alice-1' })
})

test('the same token has the same id, another one another', async () => {
  const first = await verify(await sign({}))
  expect((await verify(await sign({}))).id).toBe(first.id)
  expect((await verify(await sign({ jti: 'token-2' }))).id).not.toBe(first.id)
})

test.each<[string, JWTPayload]>([
  ['of another issuer', { iss: 'https://evil.example' }],
  ['for another client', { aud: 'other' }],
  ['for nobody', { aud: undefined }],
  ['too old', { iat: now - 400, exp: undefined }],
  ['expired', { iat: now - 200, exp: now - 60 }],
  ['of tomorrow', { iat: now + 86_400, exp: now + 90_000 }],
  ['without a time', { iat: undefined }],
  ['without an id', { jti: undefined }],
  ['with an empty id', { jti: '' }],
  ['with a nonce, as an ID token has', { nonce: 'n' }],
  ['without events, as an ID token', { events: undefined }],
  ['with another event', { events: { 'http://schemas.openid.net/event/other': {} } }],
  ['with an event that is no object', { events: { [EVENT]: true } }],
  ['with events as a list', { events: [EVENT] }],
  ['about nobody', { sub: undefined, sid: undefined }],
])('a token %s is refused', async (_, claims) => {
  await expect(verify(await sign(claims))).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test('a forged token is refused: another key, no signature, the public key as a secret, another type', async () => {
  await expect(verify(await sign({}, { key: stranger.privateKey }))).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const claims = { sub: 'alice-1', events: { [EVENT]: {} }, jti: 'x' }
  const unsigned = new UnsecuredJWT(claims).setIssuer(issuer).setAudience(clientId).setIssuedAt().encode()
  await expect(verify(unsigned)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  const secret = new TextEncoder().encode('the client secret is known to others')
  const symmetric = await new SignJWT(claims)
    .setProtectedHeader({ alg: 'HS256', typ: 'logout+jwt' })
    .setIssuer(issuer)
    .setAudience(clientId)
    .setIssuedAt()
    .sign(secret)
  const options = { issuer, clientId, getKey: async () => secret }
  await expect(verifyLogoutToken(symmetric, options)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
  await expect(verify(await sign({}, { typ: 'at+jwt' }))).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})

test.each(['', 'x', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('%j is no token', async (token) => {
  await expect(verify(token)).rejects.toMatchObject({ code: 'INVALID_INPUT' })
})
