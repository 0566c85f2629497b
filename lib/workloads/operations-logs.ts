import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { addLongAnswer, requireRoomForAnswer } from '#lib/http/live/long-answers.ts'
import type { StreamSink } from '#lib/http/live/stream-sink.ts'
import { metrics } from '#lib/http/metrics.ts'
import type { WorkloadFacts } from './objects-controllers.ts'
import { findWorkload, toGoneError } from './operations-context.ts'
import { LogFile } from './operations-logs-file.ts'
import { watchLogRight } from './operations-logs-rights.ts'
import type { LogReaderAccess } from './operations-logs-rights.ts'
import { LogSession } from './operations-logs-session.ts'
import type { LogEnd, LogsQuery } from './schema-logs.ts'
import type { WorkloadKind } from './schema.ts'

export interface LogStreamRequest {
  access: LogReaderAccess
  workload: { space: SpaceId; kind: WorkloadKind; name: string }
  query: LogsQuery
}

/** Logs that somebody may read now. */
export interface OpenedLogs extends LogStreamRequest {
  scope: SpaceScope
  facts: WorkloadFacts
  headers: Record<string, string>
}

const STREAM_HEADERS = {
  'content-type': 'application/x-ndjson; charset=utf-8',
  // Compression and buffers in between would hold the lines back, as with the event streams.
  'cache-control': 'no-store, no-transform',
  'x-accel-buffering': 'no',
}

/** Throws as `authorize` does, NOT_FOUND without such a workload, and TOO_MANY_REQUESTS. */
export function openLogs(request: LogStreamRequest): OpenedLogs {
  const { access, workload, query } = request
  const scope = authorize(access.actor, 'workload.logs', workload.space)
  const facts = findWorkload(scope, workload)
  if (!facts) throw toGoneError(workload)
  requireRoomForAnswer(access.actor.uid)
  const headers = query.download ? buildFileHeaders(workload.name, query) : STREAM_HEADERS
  return { ...request, scope, facts, headers }
}

/** Writes the logs into the sink until they, the right to them, or the portal end. */
export function streamLogs({ access, workload, query, scope, facts }: OpenedLogs, sink: StreamSink): void {
  const stops: (() => void)[] = []
  let isOver = false
  const finish = () => {
    isOver = true
    for (const stop of stops.splice(0)) stop()
  }
  const options = {
    namespace: scope.namespace,
    workload: { kind: workload.kind, name: workload.name, uid: facts.uid },
    query,
    sink,
    onClose: finish,
  }
  const answer = query.download ? new LogFile(options) : new LogSession(options)
  if (isOver) return
  const end = (reason: LogEnd) => answer.end(reason)
  const remove = addLongAnswer({ userUid: access.actor.uid, end: () => end('shutdown') })
  metrics.logStreams.inc()
  stops.push(remove, () => metrics.logStreams.dec(), watchLogRight(access, workload.space, end))
}

function buildFileHeaders(name: string, { pod, container, previous }: LogsQuery): Record<string, string> {
  // Names of Kubernetes need no quoting; workloads that were made by hand have no others.
  const parts = [pod ?? name, container, previous ? 'previous' : undefined].filter((part) => part !== undefined)
  return {
    'content-type': 'text/plain; charset=utf-8',
    'content-disposition': `attachment; filename="${parts.join('-')}.log"`,
    'cache-control': 'no-store, no-transform',
    'x-accel-buffering': 'no',
  }
}
