import { format } from 'node:util'
import { log, scrub } from '#lib/log.ts'

const LEVELS = { debug: 'debug', log: 'info', info: 'info', warn: 'warn', error: 'error' } as const

/** What Next.js and libraries print becomes lines of the log too: JSON, with the request's id, without secrets. */
export function redirectConsole(target: Partial<Console> = console): void {
  for (const method of ['debug', 'log', 'info', 'warn', 'error'] as const) {
    target[method] = (...values: unknown[]) => log[LEVELS[method]](scrub(format(...values)))
  }
}
