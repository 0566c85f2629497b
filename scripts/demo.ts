import { spawnSync } from 'node:child_process'

const { status } = spawnSync('node', ['cluster/cli.ts', 'up', '--name', 'demo'], { stdio: 'inherit' })
if (status !== 0) process.exit(1)
console.log(`
The local cluster is running; the portal is not part of it yet.
  look around   npm run cluster -- kubectl get pods -A
  stop it       npm run cluster -- down`)
