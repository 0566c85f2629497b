import { spawnSync } from 'node:child_process'

const { status } = spawnSync('node', ['cluster/demo/main.ts', ...process.argv.slice(2)], { stdio: 'inherit' })
process.exitCode = status ?? 1
