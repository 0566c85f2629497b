import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { isToOverwrite, listKept, readHandEdits } from './objects-conflicts.ts'

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
  [`${base}.resources.requests.gpu.intel.com/i915`, 'gpus'],
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
    { env: [{ name: 'KEPT' }, { name: 'EXTRA' }, { name: 'DEFAULT' }], resources: { limits: { 'amd.com/gpu': '1' } } },
    { managedFields },
  )
  expect(listKept(deployment({ env: [{ name: 'KEPT' }] }), result)).toEqual([
    {
      kind: 'Deployment',
      name: 'web',
      path: `${base}.env[name="EXTRA"]`,
      manager: 'kubectl-set',
      field: 'environment',
      keys: [
        ...['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"web"}'],
        ...['f:env', 'k:{"name":"EXTRA"}'],
      ],
    },
  ])
  expect(readHandEdits(deployment(), null)).toEqual([])
})

test('only what was shown is overwritten: this place, of this object, set by this manager', () => {
  const shown = { kind: 'Deployment', name: 'web', path: `${base}.image`, manager: 'kubectl-set' }
  const edit = { ...shown, field: 'image' }
  expect(isToOverwrite(edit, [shown])).toBe(true)
  expect(isToOverwrite(edit, [])).toBe(false)
  for (const other of [{ manager: 'helm' }, { path: '.spec.replicas' }, { kind: 'Service' }, { name: 'web-2' }]) {
    expect(isToOverwrite({ ...edit, ...other }, [shown])).toBe(false)
  }
})
