import { mkdirSync, renameSync, symlinkSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { shareServer } from '../testing/shared-server.ts'

const shared = shareServer()
const { at } = shared

test('a link that becomes a folder while it is copied is told as a change', async () => {
  mkdirSync(at('folder'))
  symlinkSync('nowhere', at('link'))
  shared.give()
  let isOver = false
  const swap = async () => {
    while (!isOver) {
      for (const name of ['link', 'folder']) {
        renameSync(at(name), at('place'))
        await new Promise((resolve) => setImmediate(resolve))
        renameSync(at('place'), at(name))
      }
    }
  }
  const swapping = swap()
  const codes = new Set<string>()
  for (let round = 0; round < 12; round += 1) {
    const copies = Array.from({ length: 8 }, (_, number) =>
      shared.files.outcome(fileRoutes.copy(), { items: [{ from: 'place', to: `copy-${number}` }], clash: 'replace' }),
    )
    for (const [, outcome] of (await Promise.all(copies)).flat()) codes.add(outcome?.replace(/\d/, '') ?? '')
  }
  isOver = true
  await swapping
  expect(codes).toContain('copy-')
  expect(codes).not.toContain('INTERNAL')
})
