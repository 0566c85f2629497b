import type { SpaceId } from '#lib/auth/space-id.ts'

/**
 * Under which key the browser keeps what it knows of one kind in a space; the stream writes its changes there. `space`
 * is null for what is only on an administrator's stream.
 */
export function toLiveKey(space: SpaceId | null, kind: string): readonly ['live', SpaceId | null, string] {
  return ['live', space, kind]
}

/** For what the stream does not bring: it is read again a moment after anything else of the space has changed. */
export function toFollowerKey(space: SpaceId | null): readonly ['live', SpaceId | null, 'followers'] {
  return ['live', space, 'followers']
}
