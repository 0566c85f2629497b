import { spawnSync } from 'node:child_process'

/** Takes the pictures of the README from the demo that runs. */
const { status } = spawnSync('playwright', ['test', '--project=pictures', '--reporter=list'], {
  stdio: 'inherit',
  env: { ...process.env, MOORAGE_CLUSTER_NAME: process.env.MOORAGE_CLUSTER_NAME ?? 'demo' },
})
process.exitCode = status ?? 1
