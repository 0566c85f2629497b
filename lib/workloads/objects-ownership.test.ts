import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { adoptOwnFields, findOtherManager } from './objects-ownership.ts'

const REPLICAS = { 'f:spec': { 'f:replicas': {} } }
const IMAGE = {
  'f:spec': { 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { 'f:image': {} } } } } },
}

function build(...managedFields: object[]): KubeObject {
  const entries = managedFields.map((one) => ({ apiVersion: 'apps/v1', fieldsType: 'FieldsV1', ...one }))
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', managedFields: entries } as never }
}

test('what Moorage made and patched is counted as applied, and what others set stays theirs', () => {
  const kubectl = { manager: 'kubectl-set', operation: 'Update', fieldsV1: IMAGE }
  const scaler = { manager: 'moorage', operation: 'Update', subresource: 'status', fieldsV1: REPLICAS }
  const adopted = adoptOwnFields(
    build(
      { manager: 'moorage', operation: 'Apply', fieldsV1: IMAGE },
      kubectl,
      { manager: 'moorage', operation: 'Update', fieldsV1: { ...REPLICAS, 'f:metadata': { 'f:labels': {} } } },
      scaler,
    ),
  )
  expect(adopted).toEqual([
    expect.objectContaining(kubectl),
    expect.objectContaining(scaler),
    {
      apiVersion: 'apps/v1',
      fieldsType: 'FieldsV1',
      manager: 'moorage',
      operation: 'Apply',
      fieldsV1: { 'f:spec': { ...IMAGE['f:spec'], ...REPLICAS['f:spec'] }, 'f:metadata': { 'f:labels': {} } },
    },
  ])
})

test('there is nothing to count anew where everything was applied, or nothing is known', () => {
  expect(adoptOwnFields(build({ manager: 'moorage', operation: 'Apply', fieldsV1: IMAGE }))).toBeNull()
  expect(adoptOwnFields(build({ manager: 'helm', operation: 'Update', fieldsV1: IMAGE }))).toBeNull()
  expect(adoptOwnFields({ apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' } })).toBeNull()
})

test('who else has set something is found by its place', () => {
  const object = build(
    { manager: 'moorage', operation: 'Apply', fieldsV1: REPLICAS },
    { manager: 'kubectl-set', operation: 'Update', fieldsV1: IMAGE },
  )
  const path = ['f:spec', 'f:template', 'f:spec', 'f:containers', 'k:{"name":"web"}', 'f:image']
  expect(findOtherManager(object, path)).toBe('kubectl-set')
  expect(findOtherManager(object, ['f:spec', 'f:replicas'])).toBeNull()
  expect(findOtherManager(object, ['constructor'])).toBeNull()
})

test('what is taken over is counted as applied by Moorage alone, and nobody is left with an empty place above it', () => {
  const item = 'k:{"name":"EXTRA"}'
  const value = { '.': {}, 'f:name': {}, 'f:value': {} }
  const taken = ['f:spec', 'f:env', item]
  const own = { manager: 'moorage', operation: 'Apply', fieldsV1: REPLICAS }
  const take = (fieldsV1: object) =>
    adoptOwnFields(build(own, { manager: 'kubectl-set', operation: 'Update', fieldsV1 }), [taken])
  const mine = expect.objectContaining({
    manager: 'moorage',
    fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:env': { [item]: value } } },
  })
  const rest = { 'f:metadata': { 'f:labels': {} } }
  expect(take({ 'f:spec': { 'f:env': { [item]: value } }, ...rest })).toEqual([
    expect.objectContaining({ manager: 'kubectl-set', fieldsV1: rest }),
    mine,
  ])
  expect(take({ 'f:spec': { 'f:env': { [item]: value } } })).toEqual([mine])
  // Who holds the list as a whole, or another item, keeps that.
  expect(take({ 'f:spec': { 'f:env': {} } })).toBeNull()
  expect(take(rest)).toBeNull()
})
