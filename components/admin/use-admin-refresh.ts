'use client'

import { useQuery } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useLiveWish } from '#components/live/live-provider.tsx'
import { toFollowerKey } from '#lib/http/live/query-key.ts'

/** Makes the page anew a moment after anything has changed anywhere: its lists are paged on the server. */
export function useAdminRefresh(): void {
  useLiveWish(null, true)
  const router = useRouter()
  useQuery({
    queryKey: [...toFollowerKey(null), 'page'],
    queryFn: () => {
      router.refresh()
      return Date.now()
    },
    // The page has just been made.
    initialData: 0,
  })
}
