import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { watchList } from '#lib/kube/watch.ts'
import { toEventFacts } from './objects-surroundings.ts'
import type { EventFacts } from './objects-surroundings.ts'

/** The events of one space, followed for as long as somebody looks at it: the cluster's own are too many to keep. */
export interface SpaceEvents {
  list(): EventFacts[]
  /** False until the first list is complete. */
  readonly isKnown: boolean
  /** Resolves when they are known, and after `timeoutMs` when they are not. */
  wait(timeoutMs: number): Promise<void>
  stop(): void
}

// Of what goes well, only what tells how far a start has come; a text of several kilobytes is cut when it is shown.
const KEPT_NORMAL =
  /^(Pulling|Pulled|Created|Started|Killing|Preempted|Preempting|SuccessfulCreate|WaitForFirstConsumer|ExternalProvisioning|Provisioning)$/
const MAX_TEXT = 2100

/** Follows the events of a namespace; `onChange` is told of each but those of the first list, which it is told of as null. */
export function followEvents(namespace: string, onChange: (event: EventFacts | null) => void): SpaceEvents {
  let isKnown = false
  const watched = watchList<EventFacts>({
    client: getKubeClient(),
    path: `/api/v1/namespaces/${encodeURIComponent(namespace)}/events`,
    toItem: toKeptEvent,
    onChange: (_key, event) => {
      if (isKnown && event) onChange(event)
    },
    onRelist: () => {
      isKnown = true
      onChange(null)
    },
  })
  return {
    list: () => [...watched.items.values()],
    get isKnown() {
      return isKnown
    },
    wait: (timeoutMs) => waitAtMost(watched.synced, timeoutMs),
    stop: () => watched.stop(),
  }
}

function toKeptEvent(raw: KubeObject): EventFacts | null {
  const event = toEventFacts(raw)
  if (!event.isWarning && !KEPT_NORMAL.test(event.reason)) return null
  return event.message.length > MAX_TEXT ? { ...event, message: event.message.slice(0, MAX_TEXT) } : event
}

function waitAtMost(promise: Promise<void>, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, timeoutMs)
    const finish = () => {
      clearTimeout(timer)
      resolve()
    }
    promise.then(finish, finish)
  })
}
