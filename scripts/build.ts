import { spawnSync } from 'node:child_process'
import { cpSync } from 'node:fs'

/** Builds the portal into .next/standalone, complete: Next.js leaves the static files to be laid beside the server. */
const build = spawnSync('next', ['build'], {
  stdio: 'inherit',
  env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1' },
})
if (build.status !== 0) process.exit(1)
cpSync('.next/static', '.next/standalone/.next/static', { recursive: true })
