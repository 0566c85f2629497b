import { expect, test } from 'vitest'
import { getDigest, toFoundObject } from './objects-digest.ts'

const quota = (spec: Record<string, unknown>) => ({
  apiVersion: 'v1',
  kind: 'ResourceQuota',
  metadata: { name: 'moorage-compute', namespace: 'user-alice-storage', uid: '1' },
  spec,
})

test('the order of keys, the spelling of amounts and the version do not count', () => {
  const ours = quota({ hard: { 'limits.cpu': '0.5', 'limits.memory': '16Gi', pods: '10' }, scopes: ['NotBestEffort'] })
  const stored = quota({
    scopes: ['NotBestEffort'],
    hard: { pods: '10', 'limits.memory': '16Gi', 'limits.cpu': '500m' },
  })
  expect(getDigest({ ...stored, metadata: { ...stored.metadata, resourceVersion: '7' } })).toBe(getDigest(ours))
  expect(getDigest({ ...stored, status: { used: { pods: '3' } } })).toBe(getDigest(ours))
})

test.each([
  { hard: { pods: '11' } },
  { hard: { pods: '10', 'limits.cpu': '8' } },
  { hard: {} },
  { hard: { pods: '10' }, scopes: ['BestEffort'] },
  {},
])('%j is a change', (spec) => {
  expect(getDigest(quota(spec))).not.toBe(getDigest(quota({ hard: { pods: '10' } })))
})

test('making the cluster count again is no change', () => {
  expect(getDigest(quota({ hard: { pods: '10', 'count/podtemplates': '3' } }))).toBe(
    getDigest(quota({ hard: { pods: '10', 'count/podtemplates': '0' } })),
  )
})

test('amounts count only where amounts stand, and nonsense does not throw', () => {
  expect(getDigest(quota({ podSelector: { matchLabels: { size: '1000m' } } }))).not.toBe(
    getDigest(quota({ podSelector: { matchLabels: { size: '1' } } })),
  )
  expect(getDigest(quota({ hard: { pods: 'many' } }))).not.toBe(getDigest(quota({ hard: { pods: 'few' } })))
})

test('the order of a list counts', () => {
  expect(getDigest(quota({ egress: [1, 2] }))).not.toBe(getDigest(quota({ egress: [2, 1] })))
})

test('a role binding is what it binds to whom', () => {
  const binding = (account: string, role = 'moorage-space') => ({
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: { name: 'moorage-space', namespace: 'user-alice-storage' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'moorage' }],
  })
  expect(getDigest(binding('moorage'))).not.toBe(getDigest(binding('default')))
  expect(getDigest(binding('moorage'))).not.toBe(getDigest(binding('moorage', 'cluster-admin')))
})

test('what nobody labelled as ours is not ours', () => {
  const object = quota({ hard: {} })
  const labelled = (value: string) => ({
    ...object,
    metadata: { ...object.metadata, labels: { 'app.kubernetes.io/managed-by': value } },
  })
  expect(toFoundObject(object).isManaged).toBe(false)
  expect(toFoundObject(labelled('helm')).isManaged).toBe(false)
  expect(toFoundObject(labelled('moorage')).isManaged).toBe(true)
})
