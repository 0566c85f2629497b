import { execFileSync } from 'node:child_process'
import { truncate, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { KILLED_AFTER_SECONDS } from '#lib/files/protocol/stop-times.ts'
import { parseSettings } from './settings.ts'
import { FileRequests } from './testing/file-requests.ts'
import { startTrickle } from './testing/trickle.ts'
import { TusRequests } from './testing/tus-requests.ts'
import { createVolume, serve } from './testing/volume.ts'

test('it ends by itself when nobody who may asks for anything, and not while somebody has a stream open', async () => {
  const root = await createVolume()
  const server = await serve({ root, idleSeconds: 3 })
  const files = new FileRequests(server)
  const open = new AbortController()
  const events = await files.send('GET', fileRoutes.events(), { query: { path: '' }, signal: open.signal })
  expect(events.status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 4500))
  expect((await fetch(`${server.url}/ready`)).status).toBe(200)
  // A probe, a tab that was forgotten, and the word of the portal for every session that ends anywhere.
  const noise = [
    () => fetch(`${server.url}/ready`),
    () => fetch(`${server.url}${fileRoutes.list()}?path=`),
    () => fetch(`${server.url}${fileRoutes.link('a.b.c', 'a')}`),
    () => server.control({ revoked: [{ sid: 'somebody-elses', before: Math.floor(Date.now() / 1000) }] }),
  ]
  expect(await Promise.all([noise[1]?.(), noise[2]?.()])).toMatchObject([{ status: 401 }, { status: 401 }])
  expect(await noise[3]?.()).toBe(204)
  open.abort()
  const asking = setInterval(() => noise.forEach((ask) => void ask().catch(() => {})), 100)
  expect(await server.ended).toBe(0)
  clearInterval(asking)
}, 20_000)

test('an upload that takes too long is cut and written down before the pod would be killed', async () => {
  const root = await createVolume()
  const server = await serve({ root })
  const tus = new TusRequests(server)
  const upload = await tus.create({ path: 'a' }, 1024 * 1024)
  const cut = tus.patch(upload, 0, { body: startTrickle() }).catch(() => null)
  // Not before some of it has arrived.
  await new Promise((resolve) => setTimeout(resolve, 500))
  process.kill(server.pid, 'SIGTERM')
  const kubelet = setTimeout(() => process.kill(server.pid, 'SIGKILL'), KILLED_AFTER_SECONDS * 1000)
  expect(await server.ended).toBe(0)
  clearTimeout(kubelet)
  await cut
  const [left] = await new TusRequests(await serve({ root })).list()
  expect(left?.offsetBytes).toBeGreaterThan(0)
}, 30_000)

test.each(['SIGTERM', 'control'])(
  '%s: what runs may finish, what comes is told to wait, and it ends well',
  async (way) => {
    const root = await createVolume()
    await writeFile(`${root}/big`, '')
    await truncate(`${root}/big`, 40 * 1024 * 1024)
    const files = new FileRequests(await serve({ root }))
    const running = await files.send('GET', fileRoutes.content(), { query: { path: 'big' } })
    if (way === 'SIGTERM') process.kill(files.server.pid, 'SIGTERM')
    else await files.server.control({ isToStop: true })
    expect((await running.arrayBuffer()).byteLength).toBe(40 * 1024 * 1024)
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
