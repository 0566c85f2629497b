import { existsSync } from 'node:fs'
import path from 'node:path'

const server = path.resolve(import.meta.dirname, '../.next/standalone/server.js')
if (!existsSync(server)) {
  console.error('The portal is not built yet: run `npm run build` first.')
  process.exit(1)
}
await import(server)
