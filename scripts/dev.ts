import { spawn, spawnSync } from 'node:child_process'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

/** `next dev` on this machine against the demo's cluster, with the rights that the portal has there. */
const settings = spawnSync('node', ['cluster/demo/dev-settings.ts'], {
  stdio: ['ignore', 'pipe', 'inherit'],
  encoding: 'utf8',
})
if (settings.status !== 0) process.exit(1)

const preload = `--import=${pathToFileURL(path.join(import.meta.dirname, 'dev-localhost.ts')).href}`
const child = spawn('next', ['dev', ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    ...(JSON.parse(settings.stdout) as Record<string, string>),
    NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${preload}`.trim(),
    NEXT_TELEMETRY_DISABLED: '1',
  },
})
// Ctrl-C reaches next from the terminal; it is waited for, so that the port is free when this ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
