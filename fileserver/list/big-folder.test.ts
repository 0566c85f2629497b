import { mkdirSync, writeFileSync } from 'node:fs'
import { beforeAll, expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { shareServer } from '../testing/shared-server.ts'

const COUNT = 100_000
const shared = shareServer()
const expected = Array.from({ length: COUNT }, (_, number) => `file${number}`)

beforeAll(() => {
  mkdirSync(shared.at('many'))
  // In no order.
  for (let number = 0; number < COUNT; number += 1) {
    const mixed = (number * 7919) % COUNT
    writeFileSync(shared.at('many', `file${mixed}`), mixed === 77_777 ? 'the only one with content' : '')
  }
}, 60_000)

test('100 000 entries: every page by name, by size, and filtered', async () => {
  const { files } = shared
  expect(await files.list('many', { limit: '3' })).toMatchObject({
    total: COUNT,
    entries: [{ name: 'file0' }, { name: 'file1' }, { name: 'file2' }],
  })
  const names: string[] = []
  for (let offset = 0; offset < COUNT; offset += 1000)
    names.push(...(await files.names('many', { offset: String(offset), limit: '1000' })))
  expect(names).toEqual(expected)
  expect((await files.list('many', { sort: 'size', order: 'desc', limit: '1' })).entries).toMatchObject([
    { name: 'file77777', sizeBytes: 25 },
  ])
  expect(await files.names('many', { order: 'desc', limit: '2' })).toEqual(['file99999', 'file99998'])
  expect(await files.list('many', { filter: '9999', limit: '1' })).toMatchObject({
    total: 19,
    entries: [{ name: 'file9999' }],
  })
  expect((await files.ask('POST', fileRoutes.estimate(), { json: { paths: ['many'] } })).json).toMatchObject({
    fileCount: COUNT,
    sizeBytes: 25,
  })
}, 60_000)
