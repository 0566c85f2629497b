import { execFileSync } from 'node:child_process'
import { truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { parseSettings } from './settings.ts'
import { FileRequests } from './testing/file-requests.ts'
import { createVolume, serve } from './testing/volume.ts'

test('it ends by itself when nobody asks, probes or not, and not while somebody has a stream open', async () => {
  const root = await createVolume()
  const server = await serve({ root, idleSeconds: 3 })
  const files = new FileRequests(server)
  const open = new AbortController()
  const events = await files.send('GET', fileRoutes.events(), { query: { path: '' }, signal: open.signal })
  expect(events.status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 4500))
  expect((await fetch(`${server.url}/ready`)).status).toBe(200)
  open.abort()
  const probes = setInterval(() => void fetch(`${server.url}/ready`).catch(() => {}), 100)
  expect(await server.ended).toBe(0)
  clearInterval(probes)
}, 20_000)

test.each(['SIGTERM', 'control'])(
  '%s: what runs may finish, what comes is told to wait, and it ends well',
  async (way) => {
    const root = await createVolume()
    await writeFile(`${root}/big`, '')
    await truncate(`${root}/big`, 100 * 1024 * 1024)
    const files = new FileRequests(await serve({ root }))
    const running = await files.send('GET', fileRoutes.content(), { query: { path: 'big' } })
    if (way === 'SIGTERM') process.kill(files.server.pid, 'SIGTERM')
    else await files.server.control({ isToStop: true })
    expect((await running.arrayBuffer()).byteLength).toBe(100 * 1024 * 1024)
    expect(await files.server.ended).toBe(0)
  },
  20_000,
)

test('settings that are wrong are all named at once', () => {
  const main = path.resolve(import.meta.dirname, 'main.ts')
  const args = [
    '--base-path=/x/',
    '--mode=x',
    '--port=99999',
    '--public-keys=e30',
    '--root=/tmp',
    '--volume-uid=a',
    '--idle-seconds=0',
  ]
  expect(() => execFileSync(process.execPath, [main, ...args], { stdio: 'pipe' })).toThrow('Command failed')
  expect(() => parseSettings(args)).toThrow(/base-path.*mode.*port.*portal-origin.*public-keys.*idle-seconds/s)
  expect(() => parseSettings(['--unknown=1'])).toThrow('unknown')
})
