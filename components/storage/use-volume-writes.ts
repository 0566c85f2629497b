'use client'

import { useQueryClient } from '@tanstack/react-query'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { rememberWrites } from '#lib/http/call.ts'
import type { ActionResult } from '#lib/http/result.ts'
import { volumesQuery } from '#lib/storage/queries.ts'
import type { Volume } from '#lib/storage/schema.ts'

/** Shows own changes at once; the stream, or the cluster's refusal, has the last word. */
export function useVolumeWrites(space: SpaceId) {
  const queries = useQueryClient()
  const { queryKey } = volumesQuery(space)
  const change = (update: (volumes: Volume[]) => Volume[]) =>
    queries.setQueryData<Volume[]>(queryKey, (volumes) => volumes && update(volumes))

  const put = (volume: Volume) =>
    change((volumes) =>
      volumes.some(({ name }) => name === volume.name)
        ? volumes.map((one) => (one.name === volume.name ? volume : one))
        : [...volumes, volume],
    )
  return {
    /** The answer to a write. */
    take(result: Extract<ActionResult<Volume>, { ok: true }>) {
      rememberWrites(result.writes)
      put(result.value)
    },
    /** What will be of a volume that is still there, until it is; the returned function takes it back if nothing newer has come. */
    expect(volume: Volume, part: Partial<Volume>): () => void {
      const expected = { ...volume, ...part }
      // The stream may have been faster: a volume that it says is gone does not come back.
      change((volumes) => volumes.map((one) => (one.uid === volume.uid ? expected : one)))
      return () => change((volumes) => volumes.map((one) => (one === expected ? volume : one)))
    },
  }
}
