import type { Actor, GroupRole } from './actor.ts'
import type { SpaceRef } from './space-id.ts'

/** What somebody is in one space; who owns a personal space is its owner. */
export type SpaceRole = GroupRole | 'admin' | 'outsider'

interface Rule {
  readonly owner: boolean
  readonly editor: boolean
  readonly viewer: boolean
  /** Of Moorage. Administrators look after spaces: they see how much is where, and neither files, secrets nor what programs say. */
  readonly admin: boolean
  /** Whether it may rest on a list that is older than 30 s: plain reading only, nothing that hands out a key. */
  readonly isPlainRead: boolean
}

const rule = (roles: string, kind: 'read' | 'write'): Rule => ({
  owner: roles.includes('O'),
  editor: roles.includes('E'),
  viewer: roles.includes('V'),
  admin: roles.includes('A'),
  isPlainRead: kind === 'read',
})

/** The one table: O owner, E editor, V viewer, A administrator of Moorage who has no role of his own in the space. */
const RULES = {
  'space.read': rule('OEVA', 'read'),
  'space.repair': rule('O__A', 'write'),
  'space.delete': rule('O__A', 'write'),
  'activity.read': rule('OEVA', 'read'),

  'volume.create': rule('OE__', 'write'),
  'volume.grow': rule('OE__', 'write'),
  'volume.delete': rule('O__A', 'write'),

  'quota.read': rule('OEVA', 'read'),
  'quota.request': rule('OE__', 'write'),
  'quota.manage': rule('___A', 'write'),

  // Reading files needs a token, so it is no plain read.
  'files.read': rule('OEV_', 'write'),
  'files.write': rule('OE__', 'write'),
  'files.share': rule('OE__', 'write'),

  'workload.read': rule('OEVA', 'read'),
  'workload.logs': rule('OEV_', 'read'),
  'workload.create': rule('OE__', 'write'),
  'workload.update': rule('OE__', 'write'),
  'workload.start': rule('OE__', 'write'),
  'workload.stop': rule('OE_A', 'write'),
  'workload.delete': rule('OE_A', 'write'),
  // A terminal or a notebook is a shell; whether a template lets viewers in is decided where templates are known.
  'workload.exec': rule('OE__', 'write'),
  'workload.open': rule('OE__', 'write'),
  // Only what the template of a workload shows to viewers as well.
  'workload.view': rule('OEV_', 'write'),

  'config.read': rule('OEV_', 'read'),
  'config.write': rule('OE__', 'write'),
  // Names, keys and ages; a value needs secret.reveal. Nothing about secrets rests on an old list.
  'secret.list': rule('OE__', 'write'),
  'secret.write': rule('OE__', 'write'),
  'secret.reveal': rule('OE__', 'write'),

  'member.read': rule('OEVA', 'read'),
  'member.manage': rule('O__A', 'write'),
  'group.update': rule('O__A', 'write'),
  'group.delete': rule('O__A', 'write'),
} as const satisfies Record<string, Rule>

export type Action = keyof typeof RULES

export const ACTIONS = Object.keys(RULES) as readonly Action[]

/** What has a meaning only in the space of a group. */
const GROUP_ONLY = /^(member|group)\./

type Person = Pick<Actor, 'uid' | 'username' | 'isAdmin' | 'groups'>

/** An own role counts more than being an administrator: administrators may do in their own spaces what anybody may. */
export function getSpaceRole(actor: Person, space: SpaceRef): SpaceRole {
  if (space.kind === 'user' && actor.username === space.name) return 'owner'
  const role = space.kind === 'group' ? actor.groups.get(space.name) : undefined
  return role ?? (actor.isAdmin ? 'admin' : 'outsider')
}

/** Pure; the server decides by it and the pages hide by it. */
export function can(actor: Person, action: Action, space: SpaceRef): boolean {
  if (space.kind === 'user' && GROUP_ONLY.test(action)) return false
  const allowed = RULES[action]
  const role = getSpaceRole(actor, space)
  if (role === 'outsider') return false
  // Viewers and editors do not lose by being administrators as well.
  return allowed[role] || (actor.isAdmin && allowed.admin)
}

/** Whether the action only shows something, and may do so for a while when the cluster cannot be reached. */
export function isPlainRead(action: Action): boolean {
  return RULES[action].isPlainRead
}
