import { expect, test } from 'vitest'
import { toLaunchValues } from './launch-values.ts'
import { compareLines, listChanges } from './list-changes.ts'

const before = toLaunchValues({
  kind: 'service',
  name: 'web',
  image: 'a:1',
  command: ['sh', '-c', 'a b'],
  cpu: '1',
  memory: '1Gi',
  mounts: [{ source: 'volume', object: 'disk', path: '/data' }],
})

test('fields that differ, in the order of the form', () => {
  expect(listChanges(before, before)).toEqual([])
  expect(listChanges(before, { ...before, command: ' sh  -c "a b"', image: 'a:1 ' })).toEqual([])
  expect(listChanges(before, { ...before, mounts: [], memory: '2Gi', image: 'a:2', command: `sh -c 'a  b'` })).toEqual([
    'memory',
    'image',
    'command',
    'mounts',
  ])
})

test('the order in a row says nothing, the order of rows does', () => {
  const [mount] = before.mounts
  const turned = Object.fromEntries(Object.entries(mount ?? {}).toReversed()) as unknown as typeof mount
  const rows = (...mounts: (typeof mount)[]) => ({ ...before, mounts: mounts.flatMap((one) => one ?? []) })
  expect(listChanges(before, rows(turned))).toEqual([])
  expect(
    listChanges(rows(mount, { ...before.mounts[0]!, path: '/b' }), rows({ ...before.mounts[0]!, path: '/b' }, mount)),
  ).toEqual(['mounts'])
})

test('what the kind does not have does not change', () => {
  const job = { ...before, kind: 'job' as const }
  expect(listChanges(job, { ...job, replicas: 5, schedule: '@daily', idleSeconds: 600 })).toEqual([])
})

test('lines that one side has', () => {
  expect(compareLines(['A=1', 'B=2'], ['A=1', 'B=3', 'C=4'])).toEqual({ gone: ['B=2'], come: ['B=3', 'C=4'] })
})
