import { parseArgs } from 'node:util'
import { AppError } from '#lib/errors.ts'
import { ensureBinaries } from './build/build.ts'
import { stopCluster } from './commands/down.ts'
import { loadImage, runKubectl, showLogs } from './commands/passthrough.ts'
import { formatStatus, printStatus } from './commands/status.ts'
import { startCluster } from './commands/up.ts'
import { getClusterStatus } from './cluster-status.ts'
import { getClusterLayout } from './layout.ts'
import { createProgress } from './progress.ts'

const USAGE = `A real Kubernetes on this machine.

  npm run cluster -- up                 start it, or find it running
  npm run cluster -- down [--delete]    stop it; with --delete its volumes and objects go too
  npm run cluster -- status [--json]
  npm run cluster -- logs PART [--follow]
  npm run cluster -- kubectl ...        kubectl as the administrator
  npm run cluster -- load FILE          load an image archive

  --name NAME   which cluster (demo)
`

const EXIT_STOPPED = 3
const EXIT_INTERRUPTED = 130

const abort = new AbortController()
process.once('SIGINT', () => {
  abort.abort()
  process.stderr.write('\nInterrupted. Nothing is lost: the same command goes on where this one stopped.\n')
  process.exit(EXIT_INTERRUPTED)
})

const progress = createProgress(process.stderr)

/** kubectl's own flags are its own: everything after the word goes to it, but a leading --name. */
function splitArguments(args: readonly string[]): { own: string[]; rest: string[] } {
  const position = args.indexOf('kubectl')
  return position < 0
    ? { own: [...args], rest: [] }
    : { own: args.slice(0, position + 1), rest: args.slice(position + 1) }
}

function parse(own: string[]) {
  try {
    return parseArgs({
      args: own,
      allowPositionals: true,
      options: {
        name: { type: 'string', default: process.env['MOORAGE_CLUSTER_NAME'] ?? 'demo' },
        json: { type: 'boolean', default: false },
        delete: { type: 'boolean', default: false },
        follow: { type: 'boolean', short: 'f', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    })
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
    throw new AppError('INVALID_INPUT', `${reason}\n\n${USAGE}`, { cause: error })
  }
}

async function main(): Promise<number> {
  const { own, rest } = splitArguments(process.argv.slice(2))
  const { values, positionals } = parse(own)
  const [command, argument] = positionals
  if (values.help || !command) {
    process.stdout.write(USAGE)
    return 0
  }
  const layout = getClusterLayout(values.name)
  switch (command) {
    case 'up':
      await startCluster(layout, progress, abort.signal)
      process.stdout.write(formatStatus(await getClusterStatus(layout)))
      return 0
    case 'down':
      await stopCluster(layout, { isDelete: values.delete, progress })
      return 0
    case 'status':
      return (await printStatus(layout, { isJson: values.json })) === 'stopped' ? EXIT_STOPPED : 0
    case 'logs':
      return showLogs(layout, { part: argument, isFollow: values.follow })
    case 'kubectl':
      return runKubectl(layout, await ensureBinaries(progress, abort.signal), rest)
    case 'load':
      return loadImage(layout, await ensureBinaries(progress, abort.signal), argument)
    default:
      throw new AppError('INVALID_INPUT', `There is no command "${command}".\n\n${USAGE}`)
  }
}

try {
  process.exitCode = await main()
} catch (error) {
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.userMessage}\n`)
  if (process.env['MOORAGE_DEBUG']) console.error(error)
  process.exitCode = 1
}
