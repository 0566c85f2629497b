import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { applyObject } from '#lib/kube/apply.ts'
import { createKubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject, deleteObject, requireObject } from '#lib/kube/verbs.ts'
import { client, layout } from '#cluster/testing/cluster-under-test.ts'
import { appendActivityMap, readActivityMap } from './activity-map.ts'
import { flushActivity } from './activity-writer.ts'
import { writeAudit } from './audit.ts'
import type { ActivityEntry } from './schema.ts'

const id = randomUUID().slice(0, 8)
const users = ['writer', 'racer', 'foreign'].map((name) => `audit-${name}-${id}`)
const [writer = '', racer = '', foreign = ''] = users
const toNamespace = (username: string) => `user-${username}-storage`
const mapRef = (username: string) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespace: toNamespace(username),
  name: 'moorage-activity',
})

beforeAll(async () => {
  vi.stubEnv('MOORAGE_DEMO', 'true')
  vi.stubEnv('MOORAGE_URL', 'http://moorage.localhost')
  vi.stubEnv('MOORAGE_OIDC_ISSUER', 'http://id.localhost')
  vi.stubEnv('MOORAGE_OIDC_CLIENT_ID', 'moorage')
  vi.stubEnv('MOORAGE_OIDC_CLIENT_SECRET', 'demo')
  vi.stubEnv('MOORAGE_SESSION_SECRET', 'demo'.repeat(8))
  vi.stubEnv('MOORAGE_KUBECONFIG', layout.kubeconfig)
  for (const name of users.map(toNamespace)) {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }
    await applyObject(client, namespace, { fieldManager: 'audit-test' })
  }
})

afterAll(async () => {
  for (const name of users.map(toNamespace)) await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name })
})

function audit(username: string, action: string, after: Record<string, string> = {}): void {
  const space: SpaceId = `u/${username}`
  const actor = { uid: 'u1', username }
  writeAudit({ actor, action, space, object: { kind: 'volume', name: 'disk' }, after, outcome: 'done' })
}

test('changes of a space can be read by its members, in their order, and hold no token', async () => {
  for (let index = 0; index < 30; index += 1) audit(writer, `test.${index}`)
  await flushActivity()
  audit(writer, 'test.last', { note: 'Bearer abcdefgh', long: 'x'.repeat(1000) })
  await flushActivity()
  const entries = await readActivityMap(client, toNamespace(writer))
  expect(entries.map(({ action }) => action)).toEqual([
    'test.last',
    ...Array.from({ length: 30 }, (_, index) => `test.${29 - index}`),
  ])
  expect(entries[0]).toMatchObject({ actor: { username: writer }, outcome: 'done', after: { note: 'Bearer …' } })
  expect(entries[0]?.after?.long).toHaveLength(200)
  const map = await requireObject(client, mapRef(writer))
  expect(map.metadata.labels).toEqual({ 'app.kubernetes.io/managed-by': 'moorage' })
})

test('replicas that write at the same moment lose nothing', async () => {
  const entry = (action: string): ActivityEntry => ({
    at: new Date().toISOString(),
    actor: null,
    action,
    outcome: 'done',
    requestId: 'r',
  })
  const replicas = Array.from({ length: 4 }, () => createKubeClient({ kubeconfigPath: layout.kubeconfig }))
  await Promise.all(replicas.map((one, index) => appendActivityMap(one, toNamespace(racer), [entry(`r${index}`)])))
  const entries = await readActivityMap(client, toNamespace(racer))
  expect(new Set(entries.map(({ action }) => action))).toEqual(new Set(['r0', 'r1', 'r2', 'r3']))
})

test('a ConfigMap of that name which Moorage did not make is neither read nor changed', async () => {
  const map: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'moorage-activity', namespace: toNamespace(foreign) },
    data: { 'entries.jsonl': 'mine' },
  }
  await createObject(client, map)
  await expect(appendActivityMap(client, toNamespace(foreign), [])).rejects.toMatchObject({ code: 'CONFLICT' })
  expect(await readActivityMap(client, toNamespace(foreign))).toEqual([])
  expect((await requireObject(client, mapRef(foreign))).data).toEqual({ 'entries.jsonl': 'mine' })
})

test('an audit of a space that is gone stops nothing', async () => {
  audit(`nobody-${id}`, 'test.gone')
  await flushActivity()
  expect(await readActivityMap(client, toNamespace(`nobody-${id}`))).toEqual([])
})
