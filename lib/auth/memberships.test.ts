import { expect, test } from 'vitest'
import type { GroupRecord } from './group-record.ts'
import { hashGroupName, MembershipIndex, selectMappedGroups } from './memberships.ts'

function group(id: string, changes: Partial<GroupRecord>): GroupRecord {
  return {
    id,
    uid: `uid-${id}`,
    resourceVersion: '1',
    displayName: id,
    createdAt: '',
    isDeleted: false,
    members: [],
    oidcGroups: [],
    quota: {},
    volumes: [],
    ...changes,
  }
}

const groups = [
  group('k3f9', { members: [{ uid: 'alice', role: 'viewer' }], oidcGroups: [{ name: 'research', role: 'editor' }] }),
  group('m2x7', { members: [{ uid: 'alice', role: 'owner' }], oidcGroups: [{ name: 'research', role: 'viewer' }] }),
  group('gone', { isDeleted: true, members: [{ uid: 'alice', role: 'owner' }] }),
]

test('roles by uid', () => {
  const index = new MembershipIndex(groups)
  expect(index.getRoles('alice', [])).toEqual(
    new Map([
      ['k3f9', 'viewer'],
      ['m2x7', 'owner'],
    ]),
  )
  expect(index.getRoles('bob', [])).toEqual(new Map())
})

test('a group of the provider adds to it, and the stronger role counts', () => {
  const index = new MembershipIndex(groups)
  const mapped = [hashGroupName('research'), hashGroupName('unknown')]
  expect(index.getRoles('alice', mapped)).toEqual(
    new Map([
      ['k3f9', 'editor'],
      ['m2x7', 'owner'],
    ]),
  )
  expect(index.getRoles('bob', mapped)).toEqual(
    new Map([
      ['k3f9', 'editor'],
      ['m2x7', 'viewer'],
    ]),
  )
})

test('what one person is given does not change what the next one gets', () => {
  const index = new MembershipIndex(groups)
  index.getRoles('alice', [hashGroupName('research')])
  expect(index.getRoles('alice', []).get('k3f9')).toBe('viewer')
})

test('of ten thousand groups a session keeps the mapped ones only', () => {
  const own = new Set(Array.from({ length: 10_000 }, (_, index) => `group-${index}`))
  expect(selectMappedGroups(groups, own)).toEqual({ hashes: [], isCut: false })
  own.add('research')
  expect(selectMappedGroups(groups, own)).toEqual({ hashes: [hashGroupName('research')], isCut: false })
})

test('and never more than fit', () => {
  const names = Array.from({ length: 70 }, (_, index) => `group-${index}`)
  const many = names.map((name) => group(name, { oidcGroups: [{ name, role: 'viewer' }] }))
  const { hashes, isCut } = selectMappedGroups(many, new Set(names))
  expect([hashes.length, isCut]).toEqual([64, true])
  expect(selectMappedGroups(many.toReversed(), new Set(names)).hashes).toEqual(hashes)
})
