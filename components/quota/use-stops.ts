import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { WorkloadTask } from '#components/workloads/use-workload-verbs.tsx'
import { listVerbs, type WorkloadRights } from '#components/workloads/workload-verbs.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { workloadsQuery } from '#lib/workloads/queries.ts'
import type { Workload, WorkloadAddress } from '#lib/workloads/schema.ts'

export type Stops = ReturnType<typeof useStops>

/** Which workloads this person can stop now to free what they hold, and the question before it. */
export function useStops(space: SpaceId, rights: WorkloadRights) {
  const { data } = useQuery({ ...workloadsQuery(space), enabled: rights.canStop })
  const [task, setTask] = useState<WorkloadTask | null>(null)
  return useMemo(() => {
    // A schedule that is paused lets go on what runs, and so frees nothing.
    const stoppable = data?.filter((one) => one.kind !== 'scheduled-job' && listVerbs(one, rights).includes('stop'))
    return {
      task,
      close: () => setTask(null),
      ask: (workload: Workload) => setTask({ kind: 'stop', workload }),
      find: ({ kind, name }: WorkloadAddress) => stoppable?.find((one) => one.kind === kind && one.name === name),
    }
  }, [data, rights, task])
}
