'use client'

import { useCallback } from 'react'
import { ActivityBoard } from '#components/activity/activity-board.tsx'
import type { ActivityEntry } from '#lib/audit/schema.ts'
import type { Workload } from '#lib/workloads/schema.ts'

const KINDS: Record<Workload['kind'], string> = { service: 'Deployment', job: 'Job', 'scheduled-job': 'CronJob' }

/** Who did what with this one. */
export function WorkloadActivity({
  workload: { space, kind, name },
  userUid,
}: {
  workload: Workload
  userUid: string
}) {
  const isAbout = useCallback(
    ({ object }: ActivityEntry) => object?.name === name && object.kind === KINDS[kind],
    [kind, name],
  )
  return <ActivityBoard space={space} userUid={userUid} initial={null} isAbout={isAbout} />
}
