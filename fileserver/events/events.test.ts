import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { changeEventSchema } from '#lib/files/protocol/requests.ts'
import { ACCESS_TYP } from '#lib/files/protocol/tokens.ts'
import type { FileRequests } from '../testing/file-requests.ts'
import { shareServer } from '../testing/shared-server.ts'

const shared = shareServer()
const { at } = shared
let files: FileRequests

beforeEach(() => {
  files = shared.files
})

interface Changes {
  /** Names told of a folder so far, once these are among them. */
  waitFor: (folder: string, names: string[]) => Promise<string[]>
  /** Resolves when the stream ends by itself. */
  ended: Promise<'ended' | 'cut'>
  close: () => void
}

async function watch(paths: string[], headers: Record<string, string> = {}): Promise<Changes> {
  const controller = new AbortController()
  const answer = await files.send('GET', fileRoutes.events(), {
    query: { path: paths },
    signal: controller.signal,
    headers,
  })
  expect(answer.status).toBe(200)
  const told = new Map<string, Set<string>>()
  let wake = () => {}
  const read = async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const chunk of answer.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      for (const [, data = ''] of text.matchAll(/^event: change\ndata: (.*)\n\n/gm)) {
        const { folder, names } = changeEventSchema.parse(JSON.parse(data))
        const known = told.get(folder) ?? new Set()
        for (const name of names.length > 0 ? names : ['*']) known.add(name)
        told.set(folder, known)
      }
      text = text.slice(text.lastIndexOf('\n\n') + 2)
      wake()
    }
  }
  const ended = read().then(
    () => 'ended' as const,
    () => 'cut' as const,
  )
  return {
    ended,
    close: () => controller.abort(),
    waitFor: async (folder, names) => {
      while (!names.every((name) => told.get(folder)?.has(name))) await new Promise<void>((resolve) => (wake = resolve))
      return [...(told.get(folder) ?? [])]
    },
  }
}

test('what others do in an open folder is told to everybody who has it open', async () => {
  await mkdir(at('a'))
  const one = await watch(['', 'a'])
  const other = await watch(['a'])
  await writeFile(at('top'), '')
  await writeFile(at('a', 'née'), '')
  await rename(at('a', 'née'), at('a', 'new'))
  await rm(at('a', 'new'))
  for (const changes of [one, other]) expect(await changes.waitFor('a', ['n%C3%A9e', 'new'])).not.toContain('top')
  expect(await one.waitFor('', ['top'])).not.toContain('new')
  one.close()
  await writeFile(at('a', 'later'), '')
  await other.waitFor('a', ['later'])
  other.close()
})

test('very many changes are told as one, and our own folders stay unseen', async () => {
  const changes = await watch([''])
  await Promise.all(Array.from({ length: 300 }, (_, number) => writeFile(at(`f${number}`), '')))
  expect((await changes.waitFor('', ['*'])).filter((name) => name.startsWith('.'))).toEqual([])
  changes.close()
})

test('a folder that goes is told, and one that is none is refused', async () => {
  await mkdir(at('gone'))
  const changes = await watch(['gone'])
  await rm(at('gone'), { recursive: true })
  await changes.waitFor('gone', ['*'])
  changes.close()
  expect(await files.ask('GET', fileRoutes.events(), { query: { path: 'gone' } })).toMatchObject({ status: 404 })
  const many = Array.from({ length: 17 }, () => '')
  expect(await files.ask('GET', fileRoutes.events(), { query: { path: many } })).toMatchObject({ status: 400 })
}, 20_000)

test('the stream ends when its token does', async () => {
  const now = Math.floor(Date.now() / 1000)
  const token = await files.server.sign({ iat: now - 290, exp: now + 2 }, { typ: ACCESS_TYP, seconds: 300 })
  const changes = await watch([''], { authorization: `Bearer ${token}` })
  expect(await changes.ended).toBe('ended')
}, 20_000)
