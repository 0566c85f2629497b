import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { getEditVersion, keepMarks, readReplicas } from './objects-edit.ts'

const spec = { replicas: 2, template: { metadata: {}, spec: { containers: [{ name: 'web', image: 'web:1' }] } } }

function build(
  changes: { spec?: object; annotations?: Record<string, string>; [key: string]: unknown } = {},
): KubeObject {
  const { annotations, ...rest } = changes
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'web', uid: 'one', annotations },
    spec,
    ...rest,
  }
}

test('the version of an edit is about what the form shows, and not about pods that come and go', () => {
  const version = getEditVersion(build(), { motd: 'hello' })
  const later = build({ status: { readyReplicas: 1 }, annotations: { 'moorage.dev/kept-until': 'tomorrow' } })
  expect(getEditVersion(later, { motd: 'hello' })).toBe(version)
  const others = [
    getEditVersion(build({ spec: { ...spec, replicas: 0 } }), { motd: 'hello' }),
    getEditVersion(build({ annotations: { 'moorage.dev/web-port': '80,public' } }), { motd: 'hello' }),
    getEditVersion(build(), { motd: 'other' }),
    getEditVersion(build(), null),
  ]
  expect(new Set([version, ...others]).size).toBe(5)
})

test('an edit keeps what others noted, and what a stopped service goes back to', () => {
  const live = build({
    annotations: {
      'moorage.dev/kept-until': 'later',
      'moorage.dev/replicas': '3',
      'moorage.dev/web-port': '80',
      other: 'x',
    },
  })
  const running = build({ annotations: { 'moorage.dev/replicas': '2' } })
  expect(keepMarks(running, live).metadata.annotations).toEqual({
    'moorage.dev/kept-until': 'later',
    'moorage.dev/replicas': '2',
  })
  const stopped = build({ spec: { ...spec, replicas: 0 }, annotations: { 'moorage.dev/replicas': '1' } })
  expect(keepMarks(stopped, live).metadata.annotations).toMatchObject({ 'moorage.dev/replicas': '3' })
})

test.each([
  ['7', 7],
  ['99', 50],
  ['0', 1],
  ['-1', 1],
  ['1e3', 1],
  ['', 1],
])('a note of %j replicas is %i', (noted, remembered) => {
  expect(readReplicas(build({ annotations: { 'moorage.dev/replicas': noted } }))).toEqual({ wanted: 2, remembered })
})
