'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { recoverSession } from '#components/session/session-end.ts'
import { routes } from '#lib/routes.ts'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import { connectLogs } from './log-connection.ts'
import { LogStore } from './log-store.ts'
import type { LogSnapshot } from './log-store.ts'

/** Which lines are looked at; another choice begins a new stream. */
export interface LogChoice {
  /** Empty: all. */
  pod: string
  container: string
  isPrevious: boolean
  sinceSeconds: number | null
}

export interface LogStream {
  store: LogStore
  snapshot: LogSnapshot
  retry: () => void
}

export function useLogStream(
  { space, kind, name, uid }: Pick<WorkloadDetails, 'space' | 'kind' | 'name' | 'uid'>,
  choice: LogChoice,
): LogStream {
  const { pod, container, isPrevious, sinceSeconds } = choice
  const [attempt, setAttempt] = useState(0)
  const key = JSON.stringify([space, kind, name, uid, choice, attempt])
  const [known, setKnown] = useState(() => ({ key, store: new LogStore() }))
  if (known.key !== key) setKnown({ key, store: new LogStore() })
  const { store } = known
  useEffect(
    () =>
      connectLogs({
        store,
        getUrl: (from) =>
          routes.api.workloadLogs(
            space,
            { kind, name },
            {
              ...toQuery({ pod, container, isPrevious, sinceSeconds }),
              follow: 'true',
              from,
            },
          ),
        recoverSession,
      }),
    [store, space, kind, name, pod, container, isPrevious, sinceSeconds],
  )
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot)
  return { store, snapshot, retry: () => setAttempt((number) => number + 1) }
}

export function toQuery({ pod, container, isPrevious, sinceSeconds }: LogChoice) {
  return {
    ...(pod === '' ? {} : { pod }),
    ...(container === '' ? {} : { container }),
    ...(isPrevious ? { previous: 'true' as const } : {}),
    ...(sinceSeconds === null ? {} : { sinceSeconds }),
  }
}
