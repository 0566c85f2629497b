import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** The one client of every comparison. Rejects when it is refused, and after two minutes; resolves with its output. */
export async function curl(args: readonly string[]): Promise<string> {
  const always = ['--silent', '--show-error', '--fail', '--noproxy', '*', '--max-time', '120']
  const { stdout } = await run('curl', [...always, ...args], { maxBuffer: 64 * 1024 * 1024 })
  return stdout
}
