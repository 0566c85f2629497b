import { useQuery } from '@tanstack/react-query'
import { createFileLink } from '#lib/files/actions.ts'
import { PREVIEW_LINK_SECONDS } from '#lib/files/protocol/tokens.ts'
import { CallError } from '#lib/http/call.ts'
import { useFilePlace } from '../file-place.tsx'

/** A link that ends is not used for what would only begin. */
const FRESH_MS = (PREVIEW_LINK_SECONDS - 60) * 1000

/** An address that the browser itself may load, for pictures, films and sounds. */
export function usePreviewLink(path: string, etag: string | null) {
  const { space, volume, volumeUid } = useFilePlace()
  return useQuery({
    queryKey: ['file-link', volumeUid, path, etag],
    queryFn: async () => {
      const result = await createFileLink({ space, volume, use: 'preview', path })
      if (result.ok) return result.value.url
      throw new CallError(0, result.error)
    },
    staleTime: FRESH_MS,
    gcTime: FRESH_MS,
    retry: 1,
  })
}
