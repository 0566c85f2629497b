import { z } from 'zod'

/** What of a line is shown; the rest is cut off, and its length told. */
export const LINE_MAX_BYTES = 16 * 1024
/** As many lines as a page keeps. */
export const LINES_MAX = 100_000
const YEAR_SECONDS = 366 * 86_400

const objectName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/)
const isOn = z
  .enum(['true', 'false'])
  .default('false')
  .transform((value) => value === 'true')
const whole = (maximum: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.int().min(0).max(maximum))
    .optional()

/** "pod/container/time/count": the last time that a reader has of it, and how many lines of just that time. */
const POSITION = /^([a-z0-9][-a-z0-9.]{0,252})\/([a-z0-9][-a-z0-9]{0,62})\/(\d{4}-\d\d-\d\dT[\d:.]{8,18}Z)\/(\d{1,7})$/
const positionSchema = z.string().transform((text, context): LogPosition => {
  const [, pod, container, time, count] = POSITION.exec(text) ?? []
  if (pod !== undefined && container !== undefined && time !== undefined && count !== undefined)
    return { pod, container, time, count: Number(count) }
  context.addIssue({ code: 'custom', message: 'input.invalid_format' })
  return z.NEVER
})
const POSITIONS_MAX = 20

/** Without `follow` it ends where the log ends; `download` is the whole as a file, without limits. */
export const logsQuerySchema = z.object({
  pod: objectName.optional(),
  container: objectName.optional(),
  previous: isOn,
  follow: isOn,
  download: isOn,
  sinceSeconds: whole(YEAR_SECONDS),
  tailLines: whole(LINES_MAX),
  from: z.union([positionSchema.transform((one) => [one]), z.array(positionSchema).max(POSITIONS_MAX)]).default([]),
})

export type LogsQuery = z.output<typeof logsQuerySchema>

export interface LogPosition {
  pod: string
  container: string
  time: string
  count: number
}

export type HiddenLog = Pick<LogSource, 'pod' | 'container'>

/** One run of one container. */
export interface LogSource {
  id: number
  pod: string
  container: string
  /** How often it had been restarted when this run began. */
  restarts: number
}

/** A line: its source, its time (RFC 3339 in UTC; empty where the cluster gave none), its text, and its bytes if it was cut. */
export type LogLine =
  | [source: number, time: string, text: string]
  | [source: number, time: string, text: string, fullBytes: number]

export interface LogMark {
  /** "restarted": the same container once more; "unreachable": its node does not answer, and is asked again. */
  mark: 'started' | 'restarted' | 'ended' | 'unreachable'
  source: number
  exitCode: number | null
  /** The cluster's own word, as in "OOMKilled". */
  reason: string
  at: string | null
}

/** What the stream says, as JSON, one in each line. An empty line only says that it is still there. */
export type LogEvent =
  | ({ type: 'source' } & LogSource)
  | { type: 'lines'; lines: LogLine[] }
  /** Lines that came faster than a page can show, left out before those that follow. */
  | { type: 'skipped'; count: number }
  | ({ type: 'mark' } & LogMark)
  /** "waiting": no container has started; "ended": none runs any more. `hidden`: what is left out, as too many run. */
  | { type: 'state'; state: 'waiting' | 'following' | 'ended'; hidden: HiddenLog[] }
  /** The last one. "finished": there is no more; "gone": the workload was deleted; "renew" and "shutdown": come again. */
  | { type: 'end'; reason: LogEnd }

export type LogEnd = 'finished' | 'gone' | 'signed-out' | 'access-changed' | 'renew' | 'shutdown'
