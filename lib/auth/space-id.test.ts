import { expect, test } from 'vitest'
import { formatSpaceId, getNamespaceName, isSpaceId, parseSpaceId } from './space-id.ts'

test.each([
  ['u/alice', { kind: 'user', name: 'alice' }, 'user-alice-storage'],
  ['g/k3f9', { kind: 'group', name: 'k3f9' }, 'group-k3f9-storage'],
  ['g/7', { kind: 'group', name: '7' }, 'group-7-storage'],
  [`u/${'a'.repeat(50)}`, { kind: 'user', name: 'a'.repeat(50) }, `user-${'a'.repeat(50)}-storage`],
] as const)('%s', (spaceId, ref, namespace) => {
  expect(parseSpaceId(spaceId)).toEqual(ref)
  expect(formatSpaceId(ref)).toBe(spaceId)
  expect(getNamespaceName(spaceId)).toBe(namespace)
  expect(namespace.length).toBeLessThanOrEqual(63)
})

test.each([
  '',
  'u/',
  'u',
  'alice',
  'x/alice',
  'u/Alice',
  'u/../kube-system',
  'u/alice/..',
  'u/alice/',
  'u//alice',
  'u/-alice',
  'u/alice-',
  'u/al ice',
  'u/alice\n',
  'u/alice%2f',
  `u/${'a'.repeat(51)}`,
  `g/${'a'.repeat(41)}`,
  'g/1e99.5',
  'U/alice',
])('%j is no space', (value) => {
  expect(parseSpaceId(value)).toBeNull()
  expect(isSpaceId(value)).toBe(false)
  expect(() => getNamespaceName(value as 'u/x')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
})
