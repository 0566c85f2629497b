/** Says what a command is doing: a line for each step, with its time when it is done. */
export interface Progress {
  note(sentence: string): void
  /** Announces a step; `finish` prints its time and returns it in seconds. */
  start(sentence: string): { finish(): number }
}

/** Writes to `output`: on a terminal the open step is shown at once and completed in place, elsewhere only when it is done. */
export function createProgress(output: NodeJS.WriteStream): Progress {
  const isTerminal = output.isTTY
  return {
    note: (sentence) => void output.write(`${sentence}\n`),
    start(sentence) {
      const startedMs = performance.now()
      if (isTerminal) output.write(`${sentence} …`)
      else output.write(`${sentence}\n`)
      return {
        finish() {
          const seconds = Math.round((performance.now() - startedMs) / 100) / 10
          output.write(isTerminal ? ` ${seconds} s\n` : `  done in ${seconds} s\n`)
          return seconds
        },
      }
    },
  }
}
