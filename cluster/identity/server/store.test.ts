import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openStore } from './store.ts'

let dir: string
let file: string

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), 'moorage-identity-test-'))
  file = path.join(dir, 'state.json')
})

afterEach(() => rm(dir, { recursive: true }))

test('what was saved is there after a new start', async () => {
  const store = await openStore(file)
  const sessions = store.createAdapter('Session')
  await sessions.upsert('a', { uid: 'u', accountId: 'alice' }, 60)
  await store.createAdapter('RefreshToken').upsert('t', { grantId: 'g' }, 60)
  await store.createAdapter('RefreshToken').consume('t')
  await store.flush()
  expect(await readdir(dir)).toEqual(['state.json'])

  const again = await openStore(file)
  expect(await again.createAdapter('Session').findByUid('u')).toEqual({ uid: 'u', accountId: 'alice' })
  expect(again.listSessions('alice')).toHaveLength(1)
  expect(again.listSessions('bob')).toEqual([])
  expect(await again.createAdapter('RefreshToken').find('t')).toMatchObject({ consumed: expect.any(Number) })
})

test('what has long expired is not written', async () => {
  const store = await openStore(file)
  await store.createAdapter('Session').upsert('old', { uid: 'old' }, -3600)
  await store.createAdapter('Session').upsert('for ever', { uid: 'ever' })
  await store.flush()
  const sessions = (await openStore(file)).createAdapter('Session')
  expect(await sessions.find('old')).toBeUndefined()
  expect(await sessions.find('for ever')).toEqual({ uid: 'ever' })
})

test('a file that cannot be read is a new beginning', async () => {
  await writeFile(file, '[{"model":')
  const sessions = (await openStore(file)).createAdapter('Session')
  expect(await sessions.find('a')).toBeUndefined()
})

test('a grant that is removed takes its tokens with it, and no others', async () => {
  const store = await openStore(file)
  const [grants, access, refresh] = ['Grant', 'AccessToken', 'RefreshToken'].map((model) => store.createAdapter(model))
  await grants!.upsert('g', { accountId: 'alice' }, 60)
  await access!.upsert('a', { grantId: 'g' }, 60)
  await refresh!.upsert('r', { grantId: 'g' }, 60)
  await refresh!.upsert('other', { grantId: 'h' }, 60)
  store.removeGrant('g')
  expect(await Promise.all([grants!.find('g'), access!.find('a'), refresh!.find('r')])).toEqual([
    undefined,
    undefined,
    undefined,
  ])
  expect(await refresh!.find('other')).toEqual({ grantId: 'h' })
})

test('what the provider does to its copy changes nothing that is kept', async () => {
  const sessions = (await openStore(file)).createAdapter('Session')
  const payload = { uid: 'u', authorizations: { app: { sid: '1' } } }
  await sessions.upsert('a', payload, 60)
  payload.authorizations.app.sid = '2'
  const found = await sessions.find('a')
  if (found) found.uid = 'changed'
  expect(await sessions.find('a')).toEqual({ uid: 'u', authorizations: { app: { sid: '1' } } })
})
