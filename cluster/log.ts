/** Writes one line with its time to standard error, which the supervisor leads into the part's log file. */
export type Log = (line: string) => void

export function createLog(program: string): Log {
  return (line) => void process.stderr.write(`${new Date().toISOString()} ${program}: ${line}\n`)
}
