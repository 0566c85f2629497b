import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

const execFileAsync = promisify(execFile)

const failure = z.object({
  code: z.union([z.string(), z.number()]).nullish(),
  stderr: z.string().catch(''),
  stdout: z.string().catch(''),
})

export interface RunOptions {
  cwd?: string
  env?: NodeJS.ProcessEnv
  input?: string
  timeoutMs?: number
  signal?: AbortSignal
}

const MAX_OUTPUT_BYTES = 64 * 1024 * 1024

/** Runs a program without a shell and resolves with its output; throws UNAVAILABLE with `details.stderr` when it is missing or fails. */
export async function run(
  command: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<{ stdout: string; stderr: string }> {
  const promise = execFileAsync(command, args, {
    cwd: options.cwd,
    env: options.env,
    timeout: options.timeoutMs,
    signal: options.signal,
    maxBuffer: MAX_OUTPUT_BYTES,
    encoding: 'utf8',
  })
  if (options.input !== undefined) {
    // The program may exit before it has read everything; its exit code tells more than EPIPE.
    promise.child.stdin?.on('error', () => undefined)
    promise.child.stdin?.end(options.input)
  }
  try {
    return await promise
  } catch (error) {
    const { code, stderr, stdout } = failure.parse(error)
    const commandLine = [command, ...args].join(' ')
    const message =
      code === 'ENOENT'
        ? `The program ${command} is not installed. Run node scripts/setup.mjs, which installs or names what is missing.`
        : `The command "${commandLine.slice(0, 160)}" failed: ${firstLine(stderr) || `exit code ${code ?? 'unknown'}`}`
    throw new AppError('UNAVAILABLE', message, { cause: error, details: { commandLine, code, stderr, stdout } })
  }
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0]?.trim() ?? ''
}
