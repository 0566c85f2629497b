import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

/** How people, pages and calls name a space; a namespace is never taken from outside. */
export type SpaceId = `u/${string}` | `g/${string}`

/** `name` is a username or a group's id. */
export interface SpaceRef {
  readonly kind: 'user' | 'group'
  readonly name: string
}

// The longest names made of them fit 63 characters: user-{username}-storage, group-{id}-{8 characters}.
const USERNAME = /^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/
const GROUP_ID = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/

export function isUsername(value: string): boolean {
  return USERNAME.test(value)
}

export function isGroupId(value: string): boolean {
  return GROUP_ID.test(value)
}

/** Null for everything that is not exactly a space id: encoded, with a path in it, in capitals. */
export function parseSpaceId(value: string): SpaceRef | null {
  const name = value.slice(2)
  if (value.startsWith('u/') && isUsername(name)) return { kind: 'user', name }
  if (value.startsWith('g/') && isGroupId(name)) return { kind: 'group', name }
  return null
}

export function isSpaceId(value: string): value is SpaceId {
  return parseSpaceId(value) !== null
}

export const spaceIdSchema = z.string().max(52).refine(isSpaceId)

/** The parts of a path: /spaces/[kind]/[id]. */
export const spaceParamsSchema = z
  .object({ kind: z.string(), id: z.string() })
  .transform(({ kind, id }) => `${kind}/${id}`)
  .pipe(spaceIdSchema)

/** Throws NOT_FOUND: a space that cannot exist is treated like one that does not. */
export function requireSpaceId(value: string): SpaceRef {
  const ref = parseSpaceId(value)
  if (!ref) throw new AppError('NOT_FOUND', 'There is no such space.')
  return ref
}

export function formatSpaceId({ kind, name }: SpaceRef): SpaceId {
  return kind === 'user' ? `u/${name}` : `g/${name}`
}

/** Throws NOT_FOUND for what is not a space id. */
export function getNamespaceName(spaceId: SpaceId): string {
  const { kind, name } = requireSpaceId(spaceId)
  return `${kind}-${name}-storage`
}
