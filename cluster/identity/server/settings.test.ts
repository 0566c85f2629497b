import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { toPortalClient } from '../addresses.ts'
import { DEMO_PEOPLE } from '../demo-people.ts'
import { generateIdentitySecrets } from '../identity-secrets.ts'
import { readSettings } from './settings.ts'

let dir: string

const write = (name: string, value: unknown) => writeFile(path.join(dir, name), JSON.stringify(value))
const build = () => ({
  IDENTITY_ISSUER: 'http://id.localhost:8080',
  IDENTITY_PEOPLE_FILE: path.join(dir, 'people.json'),
  IDENTITY_SECRETS_DIR: dir,
  IDENTITY_STATE_FILE: path.join(dir, 'state.json'),
})

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-identity-test-'))
  const { keys, clientSecret } = await generateIdentitySecrets()
  await write('people.json', DEMO_PEOPLE)
  await write('jwks.json', keys.jwks)
  await write('cookie-keys.json', keys.cookieKeys)
  await write('clients.json', [toPortalClient({ ingressPort: 8080 }, clientSecret)])
})

afterEach(() => rm(dir, { recursive: true }))

test('what the builder makes can be read; there is no control port unless one is set', () => {
  const settings = readSettings(build())
  expect(settings.people.map(({ username }) => username)).toEqual(['alice', 'bob', 'admin'])
  expect(settings.clients[0]?.redirectUris).toEqual([
    'http://moorage.localhost:8080/api/auth/callback/oidc',
    'http://localhost:3000/api/auth/callback/oidc',
  ])
  expect(settings).toMatchObject({ controlPort: null, accessTokenSeconds: 300 })
  expect(readSettings({ ...build(), IDENTITY_ACCESS_TOKEN_SECONDS: '2' }).accessTokenSeconds).toBe(2)
})

test('settings that cannot be used are named together', () => {
  const source = { ...build(), IDENTITY_ISSUER: 'id.localhost', IDENTITY_PORT: '0' }
  expect(() => readSettings(source)).toThrow('IDENTITY_ISSUER, IDENTITY_PORT')
})

test('a file that cannot be used is named, and what is in it is not', async () => {
  await write('clients.json', [{ id: 'moorage', secret: 'short' }])
  expect(() => readSettings(build())).toThrow(
    /^The file \S+clients\.json is missing or does not hold what it should\.$/,
  )
})
