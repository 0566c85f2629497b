import { expect, test } from 'vitest'
import { listHandEdits } from './objects-hand-edits.ts'
import { deployment } from './testing/objects.ts'

const managed = (managedFields: unknown[]) => listHandEdits(deployment({ metadata: { managedFields } }))

test('what others have set is named by its place, once, and what the cluster notes is not', () => {
  const container = { 'f:image': {}, '.': {}, 'f:env': { 'k:{"name":"DEBUG"}': { '.': {}, 'f:value': {} } } }
  const template = { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': container } } }
  const annotations = { 'f:deployment.kubernetes.io/revision': {}, 'f:note': {} }
  expect(
    managed([
      { manager: 'moorage', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:paused': {} } } },
      { manager: 'kubectl', operation: 'Update', subresource: 'scale', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
      {
        manager: 'kubectl-edit',
        operation: 'Update',
        fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': template } },
      },
      { manager: 'other', operation: 'Update', fieldsV1: { 'f:metadata': { 'f:annotations': annotations } } },
      { manager: 'kcm', operation: 'Update', subresource: 'status', fieldsV1: { 'f:status': { 'f:replicas': {} } } },
    ]),
  ).toEqual([
    'spec.replicas',
    'spec.template.spec.containers[web].image',
    'spec.template.spec.containers[web].env[DEBUG].value',
    'metadata.annotations.note',
  ])
  expect(managed([])).toEqual([])
})
