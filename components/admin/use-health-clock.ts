'use client'

import { useRouter } from 'next/navigation'
import { useEffect } from 'react'
import type { HealthReport } from '#lib/maintenance/schema.ts'

const SOON_MS = 2000
const EVERY_MS = 30_000

/** Makes the page anew from time to time while somebody looks at it, and soon while an answer is on its way. */
export function useHealthClock({ isAsking, askedAt, probe }: HealthReport): void {
  const router = useRouter()
  const isSoon = isAsking || askedAt === null || probe?.state === 'running'
  useEffect(() => {
    const timer = setInterval(
      () => {
        if (document.visibilityState === 'visible') router.refresh()
      },
      isSoon ? SOON_MS : EVERY_MS,
    )
    return () => clearInterval(timer)
  }, [router, isSoon])
}
