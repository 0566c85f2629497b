import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { listKept, readHandEdits } from './objects-conflicts.ts'
import { GPU } from './objects-pod.ts'

const base = '.spec.template.spec.containers[name="web"]'
const deployment = (fields: object = {}, marks: object = {}): KubeObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'web', ...marks },
  spec: { template: { spec: { containers: [{ name: 'web', ...fields }] } } },
})

test.each([
  [`${base}.image`, 'image'],
  [`${base}.resources.limits.memory`, 'memory'],
  [`${base}.resources.limits.nvidia.com/gpu`, 'gpus'],
  [`${base}.env[name="A"].value`, 'environment'],
  [`${base}.volumeMounts[mountPath="/data"].name`, 'mounts'],
  ['.spec.replicas', 'replicas'],
  ['.metadata.annotations.moorage.dev/web-port', 'web'],
  ['.spec.strategy.type', null],
])('%s stands in the field %s', (field, wanted) => {
  const causes = [
    { reason: 'FieldManagerConflict', field, message: 'conflict with "kubectl-set" using apps/v1' },
    { reason: 'Other', field: '.x', message: '' },
  ]
  expect(readHandEdits(deployment(), causes)).toEqual([
    { kind: 'Deployment', name: 'web', path: field, manager: 'kubectl-set', field: wanted },
  ])
})

test('what an edit leaves out and somebody else has set is noticed, and what nobody else has set is not', () => {
  const fieldsV1 = {
    'f:spec': {
      'f:template': {
        'f:spec': { 'f:containers': { 'k:{"name":"web"}': { 'f:env': { 'k:{"name":"EXTRA"}': { 'f:value': {} } } } } },
      },
    },
  }
  const managedFields = [{ manager: 'kubectl-set', operation: 'Update', fieldsV1 }]
  const result = deployment(
    { env: [{ name: 'KEPT' }, { name: 'EXTRA' }, { name: 'DEFAULT' }], resources: { limits: { [GPU]: '1' } } },
    { managedFields },
  )
  expect(listKept(deployment({ env: [{ name: 'KEPT' }] }), result)).toEqual([
    {
      kind: 'Deployment',
      name: 'web',
      path: '.spec.template.spec.containers[{"name":"web"}].env[{"name":"EXTRA"}]',
      manager: 'kubectl-set',
      field: 'environment',
    },
  ])
  expect(readHandEdits(deployment(), null)).toEqual([])
})
