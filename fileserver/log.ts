import { pino, type Logger as PinoLogger } from 'pino'

export type Logger = PinoLogger

/** JSON lines on the standard output. Names of files stand in none of them, and neither do tokens. */
export function createLog(): Logger {
  return pino({
    base: { service: 'moorage-files' },
    level: /^(fatal|error|warn|info|debug|trace)$/.test(process.env.MOORAGE_LOG_LEVEL ?? '')
      ? process.env.MOORAGE_LOG_LEVEL
      : 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    serializers: { error: toLoggedError },
  })
}

/** Messages of node:fs hold paths ("ENOENT: … open '…'"), so only the kind of the error and its place are kept. */
function toLoggedError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  const code = 'code' in error ? String(error.code) : undefined
  const syscall = 'syscall' in error ? String(error.syscall) : undefined
  const cause = error.cause instanceof Error ? toLoggedError(error.cause) : undefined
  return { type: error.name, code, syscall, at: frames.slice(0, 6).map((line) => line.trim()), cause }
}
