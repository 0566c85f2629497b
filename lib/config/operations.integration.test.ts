import { randomBytes, randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { listActivity } from '#lib/audit/activity.ts'
import { flushActivity } from '#lib/audit/activity-writer.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { getEnv } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, getObject, listObjects, patchObject, requireObject } from '#lib/kube/verbs.ts'
import { foundGroup, removeGroup, removePeople, welcomePerson, type Person } from '#lib/spaces/testing/people.ts'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { catchRefusal } from '#cluster/testing/refusals.ts'
import { deleteConfig } from './operations-delete.ts'
import { restartUsers } from './operations-restart.ts'
import { revealSecret } from './operations-reveal.ts'
import { createConfigMap, createSecret, updateConfigMap, updateSecret } from './operations-write.ts'
import { getConfigMap, listConfig } from './operations.ts'
import type { EntryInput } from './schema-input.ts'
import type { ConfigItem } from './schema.ts'

const run = randomBytes(3).toString('hex')
const MANAGED = { 'app.kubernetes.io/managed-by': 'moorage' }
const VALUE = 'correct horse battery staple'

let alice: Person
let bob: Person

beforeAll(async () => {
  await becomePortal({ MOORAGE_VOLUME_SIZE: '300Mi' })
  await startCaches()
  ;[alice, bob] = await Promise.all([welcomePerson(`alice-${run}`), welcomePerson(`bob-${run}`)])
})

afterAll(async () => {
  await removePeople([alice, bob])
  stopCaches()
})

const write = (name: string, text: string): EntryInput => ({ source: 'text', name, text })
const keep = (name: string): EntryInput => ({ source: 'kept', name })
const toMap = ({ space }: Person, name: string, entries: EntryInput[]) => ({
  space,
  name,
  launchId: randomUUID(),
  entries,
})
const toSecret = (person: Person, name: string, entries: EntryInput[]) => ({
  ...toMap(person, name, entries),
  type: 'opaque' as const,
})
const toEdit = ({ space, name, uid, resourceVersion }: ConfigItem, entries: EntryInput[]) => ({
  space,
  name,
  uid,
  resourceVersion,
  entries,
})

const listItems = async ({ actor, space }: Person) => (await listConfig(authorize(actor, 'config.read', space))).items

async function requireItem(person: Person, name: string): Promise<ConfigItem> {
  const item = (await listItems(person)).find((one) => one.name === name)
  if (!item) throw new Error(`There is no ${name}`)
  return item
}

const toRef = ({ namespace }: Person, kind: 'ConfigMap' | 'Secret', name: string) => ({
  apiVersion: 'v1',
  kind,
  namespace,
  name,
})

async function readSecret(person: Person, name: string): Promise<Record<string, string>> {
  const { data } = await requireObject(client, toRef(person, 'Secret', name))
  const entries = Object.entries(data as Record<string, string>)
  return Object.fromEntries(entries.map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]))
}

/** What an object that the portal did not make looks like. */
const toForeign = ({ namespace }: Person, kind: string, name: string, labels = {}): KubeObject => ({
  apiVersion: 'v1',
  kind,
  metadata: { name, namespace, labels },
  ...(kind === 'Secret' ? { stringData: { token: VALUE } } : { data: { a: '1' } }),
})

test('a secret is made once, listed without its values, rotated key by key, shown with an audit line, and deleted', async () => {
  const input = toSecret(alice, 'tokens', [write('PASSWORD', VALUE), write('__proto__', 'x')])
  const [made, again] = await Promise.all([createSecret(alice.actor, input), createSecret(alice.actor, input)])
  expect(again.uid).toBe(made.uid)
  expect(Object.entries(await readSecret(alice, 'tokens'))).toEqual([
    ['PASSWORD', VALUE],
    ['__proto__', 'x'],
  ])
  const taken = await catchRefusal(createSecret(alice.actor, { ...input, launchId: randomUUID() }))
  expect(taken.fields.name?.messageKey).toBe('config.nameTaken')

  const listed = await listItems(alice)
  expect(listed).toMatchObject([
    {
      kind: 'secret',
      name: 'tokens',
      secretType: 'opaque',
      keys: [{ name: '__proto__' }, { name: 'PASSWORD', sizeBytes: VALUE.length }],
      guard: null,
      usedBy: [],
      changedAt: null,
    },
  ])
  expect(JSON.stringify([made, listed])).not.toContain(VALUE)
  expect(JSON.stringify([made, listed])).not.toContain(Buffer.from(VALUE).toString('base64'))

  const rotated = await updateSecret(alice.actor, {
    ...toEdit(made, [keep('PASSWORD'), write('TOKEN', 'new')]),
    type: 'opaque',
  })
  expect(rotated.changedAt).not.toBeNull()
  const kept = [keep('PASSWORD'), keep('TOKEN')]
  const unchanged = await updateSecret(alice.actor, { ...toEdit(rotated, kept), type: 'opaque' })
  expect(unchanged).toEqual(rotated)
  expect(await readSecret(alice, 'tokens')).toEqual({ PASSWORD: VALUE, TOKEN: 'new' })

  const key = { space: alice.space, name: 'tokens', uid: made.uid, key: 'PASSWORD' }
  expect(await revealSecret(alice.actor, key)).toEqual({ value: VALUE, isBase64: false })
  Object.assign(getEnv(), { isSecretRevealOn: false })
  expect(await catchRefusal(revealSecret(alice.actor, key))).toMatchObject({ messageKey: 'config.revealOff' })
  Object.assign(getEnv(), { isSecretRevealOn: true })

  const wish = { ...key, kind: 'secret' as const, confirmation: 'tokens', isUseConfirmed: false }
  expect((await catchRefusal(deleteConfig(alice.actor, { ...wish, confirmation: 'token' }))).fields).toHaveProperty(
    'confirmation',
  )
  const other = await catchRefusal(deleteConfig(alice.actor, { ...wish, uid: randomUUID() }))
  expect(other.messageKey).toBe('config.replaced')
  await deleteConfig(alice.actor, wish)
  expect(await listItems(alice)).toEqual([])

  await flushActivity()
  const activity = await listActivity(authorize(alice.actor, 'activity.read', alice.space))
  const lines = activity.map(({ action, outcome }) => `${action} ${outcome}`).toReversed()
  expect(lines.filter((line) => /^(secret|config)\./.test(line))).toEqual([
    'secret.create done',
    'secret.create done',
    'secret.create refused',
    'secret.update done',
    'secret.reveal done',
    'secret.reveal refused',
    'secret.delete done',
  ])
  expect(activity.find(({ action }) => action === 'secret.reveal')?.after).toEqual({ key: 'PASSWORD' })
  expect(JSON.stringify(activity)).not.toContain(VALUE)
})

test('of two tabs the second learns what the first saved, and its own save loses nothing of it', async () => {
  const made = await createConfigMap(alice.actor, toMap(alice, 'settings', [write('a', '1'), write('b', '2')]))
  const logo: EntryInput = { source: 'file', name: 'logo', base64: '//4A' }
  const first = await updateConfigMap(alice.actor, toEdit(made, [write('a', 'first'), keep('b'), logo]))
  const late = await catchRefusal(updateConfigMap(alice.actor, toEdit(made, [keep('a'), write('b', 'second')])))
  expect([late.code, late.messageKey]).toEqual(['CONFLICT', 'config.changed'])
  const both = await Promise.allSettled([
    updateConfigMap(alice.actor, toEdit(first, [keep('a'), write('b', 'second'), keep('logo')])),
    updateConfigMap(alice.actor, toEdit(first, [keep('a'), write('b', 'third'), keep('logo')])),
  ])
  const lost = both.flatMap((one) => (one.status === 'rejected' ? [one.reason as AppError] : []))
  expect(lost.map(({ messageKey }) => messageKey)).toEqual(['config.changed'])
  const { entries } = await getConfigMap(authorize(alice.actor, 'config.read', alice.space), 'settings')
  expect(entries).toMatchObject([
    { name: 'a', text: 'first' },
    { name: 'b', text: expect.stringMatching(/second|third/) },
    { name: 'logo', text: null, sizeBytes: 3, isBinary: true },
  ])
  const item = await requireItem(alice, 'settings')
  const gone = await catchRefusal(updateConfigMap(alice.actor, toEdit(item, [keep('c')])))
  expect(gone.fields['entries.0.name']?.messageKey).toBe('config.keyGone')
})

test('what a workload uses names it, is not deleted unasked, and restarts it on wish', async () => {
  const secret = await createSecret(alice.actor, toSecret(alice, 'used', [write('TOKEN', VALUE)]))
  const spec = buildBoxSpec({})
  const [container] = spec.containers as Record<string, unknown>[]
  await createObject(client, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', namespace: alice.namespace, labels: MANAGED },
    spec: {
      selector: { matchLabels: { app: 'web' } },
      template: {
        metadata: { labels: { app: 'web' } },
        spec: { ...spec, containers: [{ ...container, envFrom: [{ secretRef: { name: 'used' } }] }] },
      },
    },
  })
  const used = await waitFor('the user', async () => {
    const item = await requireItem(alice, 'used')
    return item.usedBy.length > 0 ? item : null
  })
  expect(used.usedBy).toEqual([{ kind: 'service', name: 'web' }])
  const target = { space: alice.space, kind: 'secret' as const, name: 'used', uid: secret.uid }
  const refused = await catchRefusal(
    deleteConfig(alice.actor, { ...target, confirmation: 'used', isUseConfirmed: false }),
  )
  expect([refused.messageKey, refused.params.users]).toEqual(['config.inUse', 'web'])

  const wish = { space: alice.space, kind: 'secret' as const, name: 'used' }
  const others = [
    { kind: 'service' as const, name: 'web' },
    { kind: 'service' as const, name: 'somebody-else' },
  ]
  expect(await restartUsers(alice.actor, { ...wish, workloads: others })).toEqual([
    { kind: 'service', name: 'web', outcome: 'restarted' },
  ])
  const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', namespace: alice.namespace, name: 'web' }
  const restarted = (await requireObject(client, deployment)) as KubeObject & {
    spec: { template: KubeObject }
  }
  expect(restarted.spec.template.metadata.annotations).toHaveProperty(['moorage.dev/restarted-at'])
  await deleteConfig(alice.actor, { ...target, confirmation: 'used', isUseConfirmed: true })
  expect(await getObject(client, toRef(alice, 'Secret', 'used'))).toBeNull()
})

test('what others made is shown and left alone, and Moorage’s own is not there', async () => {
  const owner = await createObject(client, toForeign(bob, 'ConfigMap', 'owner'))
  const owned = toForeign(bob, 'Secret', 'owned', MANAGED)
  owned.metadata.ownerReferences = [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'owner', uid: owner.metadata.uid! }]
  const made = await Promise.all([
    createObject(client, owned),
    createObject(client, toForeign(bob, 'Secret', 'by-hand')),
    createObject(client, toForeign(bob, 'Secret', 'moorage-secret', MANAGED)),
  ])
  const items = await listItems(bob)
  expect(items.map(({ name, guard }) => [name, guard])).toEqual([
    ['by-hand', 'not-ours'],
    ['owned', 'of-workload'],
    ['owner', 'not-ours'],
  ])
  for (const { metadata } of made) {
    const { name } = metadata
    const known = { space: bob.space, name, uid: metadata.uid!, resourceVersion: metadata.resourceVersion! }
    const messageKey = `config.${{ owned: 'guards.of-workload', 'by-hand': 'guards.not-ours' }[name] ?? 'gone.secret'}`
    const attempts = [
      () => updateSecret(bob.actor, { ...known, type: 'opaque', entries: [write('token', 'x')] }),
      () => deleteConfig(bob.actor, { ...known, kind: 'secret', confirmation: name, isUseConfirmed: true }),
    ]
    for (const attempt of attempts) expect((await catchRefusal(attempt())).messageKey).toBe(messageKey)
    expect(await readSecret(bob, name)).toEqual({ token: VALUE })
  }
  const [, byHand, own] = made
  const reveal = (uid: string, name: string) => revealSecret(bob.actor, { space: bob.space, name, uid, key: 'token' })
  expect((await catchRefusal(reveal(byHand.metadata.uid!, 'by-hand'))).messageKey).toBe('config.revealNotOurs')
  expect((await catchRefusal(reveal(own.metadata.uid!, 'moorage-secret'))).messageKey).toBe('config.gone.secret')
  const scope = authorize(bob.actor, 'config.read', bob.space)
  expect((await catchRefusal(getConfigMap(scope, 'moorage-activity'))).code).toBe('NOT_FOUND')
})

test('when the quota is used up, a sentence says so', async () => {
  const quotas = await listObjects(client, { apiVersion: 'v1', kind: 'ResourceQuota', namespace: bob.namespace })
  const counted = quotas.find(({ spec }) => 'count/secrets' in ((spec as { hard?: object }).hard ?? {}))
  const ref = { apiVersion: 'v1', kind: 'ResourceQuota', namespace: bob.namespace, name: counted!.metadata.name }
  await patchObject(client, ref, { patch: { spec: { hard: { 'count/secrets': '0' } } } })
  const refused = await waitFor('the quota to be known', async () =>
    createSecret(bob.actor, toSecret(bob, `more-${randomUUID()}`, [write('a', 'b')])).then(
      () => null,
      (error: unknown) => error as AppError,
    ),
  )
  expect([refused.code, refused.messageKey]).toEqual(['QUOTA_EXCEEDED', 'config.noneLeft.secret'])
})

test('a viewer reads ConfigMaps and knows of no secret; strangers and administrators get neither', async () => {
  const id = `team-${run}`
  const team = await foundGroup(id)
  onTestFinished(() => removeGroup(team))
  const as = (actor: Actor, role?: 'editor' | 'viewer'): Person => ({
    actor: { ...actor, groups: new Map(role ? [[id, role]] : []) },
    ...team,
  })
  const { space } = team
  const editor = as(alice.actor, 'editor')
  const map = await createConfigMap(editor.actor, toMap(editor, 'shared', [write('a', '1')]))
  const secret = await createSecret(editor.actor, toSecret(editor, 'hidden', [write('TOKEN', VALUE)]))

  const viewer = as(bob.actor, 'viewer')
  const scope = authorize(viewer.actor, 'config.read', space)
  expect(await listConfig(scope)).toMatchObject({ hasSecrets: false, items: [{ name: 'shared' }] })
  expect((await getConfigMap(scope, 'shared')).entries).toMatchObject([{ text: '1' }])

  const known = { space, name: 'hidden', uid: secret.uid }
  const writes = ({ actor }: Person) => [
    createConfigMap(actor, toMap(viewer, 'intruder', [write('a', 'b')])),
    updateConfigMap(actor, toEdit(map, [write('a', '2')])),
    createSecret(actor, toSecret(viewer, 'intruder', [write('a', 'b')])),
    updateSecret(actor, { ...toEdit(secret, [write('TOKEN', 'x')]), type: 'opaque' }),
    revealSecret(actor, { ...known, key: 'TOKEN' }),
    deleteConfig(actor, { ...known, kind: 'secret', confirmation: 'hidden', isUseConfirmed: true }),
    deleteConfig(actor, { ...toEdit(map, []), kind: 'config-map', confirmation: 'shared', isUseConfirmed: true }),
    restartUsers(actor, { ...known, kind: 'secret', workloads: [{ kind: 'service', name: 'web' }] }),
  ]
  const stranger = as(bob.actor)
  const admin: Person = { ...stranger, actor: { ...stranger.actor, isAdmin: true } }
  for (const [person, code] of [
    [viewer, 'FORBIDDEN'],
    [stranger, 'NOT_FOUND'],
    [admin, 'FORBIDDEN'],
  ] as const) {
    const errors = await Promise.all(writes(person).map((attempt) => catchRefusal(attempt)))
    expect(errors.map((error) => error.code)).toEqual(errors.map(() => code))
  }
  for (const { actor } of [stranger, admin]) expect(() => authorize(actor, 'config.read', space)).toThrow(AppError)
  expect(await readSecret(editor, 'hidden')).toEqual({ TOKEN: VALUE })
  expect(await listItems(editor)).toHaveLength(2)
})
