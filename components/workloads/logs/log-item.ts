import type { LogMark, LogSource } from '#lib/workloads/schema-logs.ts'

/** One row of the view. */
export type LogItem =
  | { kind: 'line'; source: LogSource; time: string; text: string; fullBytes: number | null }
  | { kind: 'skipped'; count: number }
  | ({ kind: 'mark'; from: LogSource } & Omit<LogMark, 'source'>)
