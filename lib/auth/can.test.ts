import { describe, expect, test } from 'vitest'
import type { GroupRole } from './actor.ts'
import { ACTIONS, can, isPlainRead, type Action } from './can.ts'
import type { SpaceRef } from './space-id.ts'

const own: SpaceRef = { kind: 'user', name: 'alice' }
const group: SpaceRef = { kind: 'group', name: 'k3f9' }

function person(options: { username?: string; isAdmin?: boolean; role?: GroupRole }) {
  const { username = 'alice', isAdmin = false, role } = options
  return { uid: `uid-${username}`, username, isAdmin, groups: new Map(role ? [['k3f9', role]] : []) }
}

const everywhere = {
  self: [
    'space.read',
    'space.repair',
    'space.delete',
    'activity.read',
    'volume.create',
    'volume.grow',
    'volume.delete',
    'quota.read',
    'quota.request',
    'files.read',
    'files.write',
    'files.share',
    'workload.read',
    'workload.logs',
    'workload.create',
    'workload.update',
    'workload.start',
    'workload.stop',
    'workload.delete',
    'workload.exec',
    'workload.open',
    'workload.view',
    'config.read',
    'config.write',
    'secret.list',
    'secret.write',
    'secret.reveal',
  ],
  editor: [
    'space.read',
    'activity.read',
    'volume.create',
    'volume.grow',
    'quota.read',
    'quota.request',
    'files.read',
    'files.write',
    'files.share',
    'workload.read',
    'workload.logs',
    'workload.create',
    'workload.update',
    'workload.start',
    'workload.stop',
    'workload.delete',
    'workload.exec',
    'workload.open',
    'workload.view',
    'config.read',
    'config.write',
    'secret.list',
    'secret.write',
    'secret.reveal',
    'member.read',
  ],
  viewer: [
    'space.read',
    'activity.read',
    'quota.read',
    'files.read',
    'workload.read',
    'workload.logs',
    'workload.view',
    'config.read',
    'member.read',
  ],
  admin: [
    'space.read',
    'space.repair',
    'space.delete',
    'activity.read',
    'volume.delete',
    'quota.read',
    'quota.manage',
    'workload.read',
    'workload.stop',
    'workload.delete',
  ],
} satisfies Record<string, Action[]>
const ofGroups: Action[] = ['member.read', 'member.manage', 'group.update', 'group.delete']

// The whole table: every action and every role. What is not listed is refused.
const table: [string, ReturnType<typeof person>, SpaceRef, Action[]][] = [
  ['outsider, a user’s space', person({ username: 'bob' }), own, []],
  ['outsider, a group’s space', person({ username: 'bob' }), group, []],
  ['self', person({}), own, everywhere.self],
  ['member of a group, another user’s space', person({ username: 'bob', role: 'owner' }), own, []],
  ['viewer', person({ role: 'viewer' }), group, everywhere.viewer],
  ['editor', person({ role: 'editor' }), group, everywhere.editor],
  ['owner', person({ role: 'owner' }), group, [...everywhere.self, ...ofGroups]],
  ['administrator, a user’s space', person({ username: 'ada', isAdmin: true }), own, everywhere.admin],
  ['administrator, a group’s space', person({ isAdmin: true }), group, [...everywhere.admin, ...ofGroups]],
  ['administrator, own space', person({ isAdmin: true }), own, [...everywhere.self, 'quota.manage']],
  [
    'administrator who is a viewer',
    person({ isAdmin: true, role: 'viewer' }),
    group,
    [...new Set([...everywhere.viewer, ...everywhere.admin, ...ofGroups])],
  ],
]

describe.each(table)('%s', (_, actor, space, allowed) => {
  test.each(ACTIONS)('%s', (action) => {
    expect(can(actor, action, space)).toBe(allowed.includes(action))
  })
})

test('a group called like a user is not the user', () => {
  expect(can(person({}), 'space.read', { kind: 'group', name: 'alice' })).toBe(false)
  const member = { ...person({ username: 'bob' }), groups: new Map([['alice', 'owner' as const]]) }
  expect(can(member, 'space.read', own)).toBe(false)
})

test('what hands out a key or changes something needs a fresh list', () => {
  expect(ACTIONS.filter(isPlainRead)).toEqual([
    'space.read',
    'activity.read',
    'quota.read',
    'workload.read',
    'workload.logs',
    'config.read',
    'member.read',
  ])
})
