export type GroupRole = 'owner' | 'editor' | 'viewer'

/** Who asks: made from a checked session for one request, never kept longer than that. */
export interface Actor {
  /** Of the users.moorage.dev object. */
  readonly uid: string
  readonly username: string
  readonly displayName: string
  readonly isAdmin: boolean
  readonly sid: string
  readonly groups: ReadonlyMap<string /* group id */, GroupRole>
}

const RANK: Record<GroupRole, number> = { viewer: 1, editor: 2, owner: 3 }

/** Who belongs to a group by two ways has the stronger of both roles. */
export function getStrongerRole(a: GroupRole | undefined, b: GroupRole): GroupRole {
  return a !== undefined && RANK[a] > RANK[b] ? a : b
}
