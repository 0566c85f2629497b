import { AppError } from '#lib/errors.ts'
import { stopCluster } from '#cluster/commands/down.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { createProgress } from '#cluster/progress.ts'
import { DEMO_PEOPLE } from '#cluster/identity/demo-people.ts'
import type { DemoAddresses } from './demo-addresses.ts'
import { parseDemoOptions, USAGE, type DemoOptions } from './demo-options.ts'
import { startDemo } from './start-demo.ts'

const EXIT_INTERRUPTED = 130

const abort = new AbortController()
process.once('SIGINT', () => {
  abort.abort()
  process.stderr.write('\nInterrupted. Nothing is lost: the same command goes on where this one stopped.\n')
  process.exit(EXIT_INTERRUPTED)
})

const progress = createProgress(process.stderr)

function formatGreeting(
  { portalUrl, port }: DemoAddresses,
  { name, kubeconfig, ingressNamespace }: DemoOptions,
): string {
  const people = DEMO_PEOPLE.map(
    ({ username, password, hint }) => `  ${username.padEnd(8)} password ${password}   ${hint?.toLowerCase()}`,
  )
  const which = name === 'demo' ? '' : ` --name ${name}`
  const next = kubeconfig
    ? [
        `Its ingress has to be reached at port ${port} of this machine, if need be by`,
        `  kubectl -n ${ingressNamespace} port-forward service/NAME ${port}:80`,
      ]
    : [`look around   npm run cluster --${which} kubectl get pods -A`, `stop it       npm run demo --${which} --down`]
  return `\nMoorage runs at ${portalUrl}\n\n${people.join('\n')}\n\n${next.join('\n')}\n`
}

async function main(): Promise<void> {
  const options = parseDemoOptions(process.argv.slice(2))
  if (options.isHelp) process.stdout.write(USAGE)
  else if (options.isDown) await stopCluster(getClusterLayout(options.name), { isDelete: false, progress })
  else process.stdout.write(formatGreeting(await startDemo({ options, progress, signal: abort.signal }), options))
}

try {
  await main()
} catch (error) {
  // The portal may still be building.
  abort.abort()
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.userMessage}\n`)
  if (process.env['MOORAGE_DEBUG']) console.error(error)
  process.exitCode = 1
}
