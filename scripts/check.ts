import { spawn } from 'node:child_process'

/** What `npm run check` looks at; the parts run side by side and each failure is shown as a whole. */
const PARTS = [
  { name: 'types', command: 'tsc', args: ['--noEmit', '--incremental', 'false', '--pretty', 'false'], cure: '' },
  { name: 'lint', command: 'oxlint', args: ['--type-aware'], cure: '`npm run lint -- --fix` mends some' },
  { name: 'format', command: 'oxfmt', args: ['--list-different'], cure: '`npm run format` mends it' },
  { name: 'unused code', command: 'knip', args: ['--no-progress'], cure: '' },
  { name: 'import rules', command: 'node', args: ['scripts/import-rules.ts'], cure: 'see CONTRIBUTING.md' },
]

interface Outcome {
  isGood: boolean
  output: string
  seconds: number
}

function run(command: string, args: string[]): Promise<Outcome> {
  const startedAt = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, FORCE_COLOR: '0' } })
  const chunks: Buffer[] = []
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
  child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk))
  return new Promise((resolve) => {
    const finish = (isGood: boolean, output: string) =>
      resolve({ isGood, output, seconds: (performance.now() - startedAt) / 1000 })
    child.on('error', (error) => finish(false, `${command} could not be started: ${error.message}`))
    child.on('close', (exitCode) => finish(exitCode === 0, Buffer.concat(chunks).toString()))
  })
}

const outcomes = await Promise.all(
  PARTS.map(async (part) => {
    const outcome = await run(part.command, part.args)
    console.log(`${outcome.isGood ? '✓' : '✗'} ${part.name.padEnd(14)}${outcome.seconds.toFixed(1).padStart(5)} s`)
    return { ...part, ...outcome }
  }),
)
const failed = outcomes.filter(({ isGood }) => !isGood)
for (const { name, output, cure } of failed) {
  console.log(`\n${name}${cure && `: ${cure}`}\n\n${output.trim()}`)
}
if (failed.length > 0) process.exitCode = 1
