import { mkdir } from 'node:fs/promises'
import { expect, test, vi } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { shareServer } from '../testing/shared-server.ts'

const STREAMS_MAX = 100
const FOLDERS_MAX = 256
/** Of one stream. */
const PATHS_MAX = 16
const shared = shareServer()
const { at } = shared

interface Watch {
  code: string | null
  close: () => void
}

async function watch(paths: string[]): Promise<Watch> {
  const controller = new AbortController()
  const asked = { query: { path: paths }, signal: controller.signal }
  const answer = await shared.files.send('GET', fileRoutes.events(), asked)
  if (answer.status === 200) return { code: null, close: () => controller.abort() }
  const { error } = (await answer.json()) as { error: { code: string } }
  return { code: error.code, close: () => {} }
}

/** The server learns a moment later that somebody has gone. */
async function expectRoom(paths: string[]): Promise<Watch> {
  return vi.waitFor(
    async () => {
      const one = await watch(paths)
      expect(one.code).toBeNull()
      return one
    },
    { timeout: 10_000, interval: 50 },
  )
}

test('more streams than one server has are refused, until one ends', async () => {
  const open = await Promise.all(Array.from({ length: STREAMS_MAX }, () => watch([''])))
  expect(open.map(({ code }) => code)).toEqual(open.map(() => null))
  // Who was refused counts for nothing, however often.
  for (let time = 0; time < 3; time += 1) expect((await watch([''])).code).toBe('TOO_MANY')
  open[0]?.close()
  open.push(await expectRoom(['']))
  expect((await watch([''])).code).toBe('TOO_MANY')
  for (const { close } of open) close()
  await expectRoom(['']).then(({ close }) => close())
})

test('more folders than one server watches are refused, until one is no longer looked at', async () => {
  const names = Array.from({ length: FOLDERS_MAX + 1 }, (_, number) => `f${number}`)
  for (const name of names) await mkdir(at(name))
  const [last = '', ...others] = names
  const groups = Array.from({ length: FOLDERS_MAX / PATHS_MAX }, (_, group) =>
    others.slice(group * PATHS_MAX, (group + 1) * PATHS_MAX),
  )
  const open = []
  for (const group of groups) open.push(await expectRoom(group))
  expect((await watch([last])).code).toBe('TOO_MANY')
  // One that is watched already costs nothing more.
  open.push(await expectRoom(others.slice(0, 2)))
  open[1]?.close()
  open.push(await expectRoom([last]))
  // What was begun before the refusal is given back.
  expect((await watch([...(groups[1] ?? [])])).code).toBe('TOO_MANY')
  open.push(await expectRoom(groups[1]?.slice(0, PATHS_MAX - 1) ?? []))
  for (const { close } of open) close()
})
