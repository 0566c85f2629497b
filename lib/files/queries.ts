import type { SpaceId } from '#lib/auth/space-id.ts'
import { readJson } from '#lib/http/call.ts'
import { routes } from '#lib/routes.ts'
import type { FileAccess } from './schema.ts'

/**
 * How far a file server is, with a fresh token while it is ready. Given what is known already, the answer comes when
 * something differs from it, after 20 s at the latest.
 */
export function readFileAccess(options: {
  space: SpaceId
  volume: string
  known: FileAccess | null
  signal?: AbortSignal
}): Promise<FileAccess> {
  const { space, volume, known, signal } = options
  return readJson<FileAccess>(routes.api.fileAccess(space, volume, known?.version), { signal })
}
