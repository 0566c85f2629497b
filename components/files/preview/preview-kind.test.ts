import { expect, test } from 'vitest'
import { toWireName } from '#lib/files/protocol/wire-path.ts'
import { getPreviewKind } from './preview-kind.ts'

function getKind(name: string, sizeBytes = 100) {
  return getPreviewKind({ name: toWireName(name), kind: 'file', sizeBytes })
}

test.each([
  ['photo.JPG', 'image'],
  ['logo.svg', 'drawing'],
  ['報告 (最終).pdf', 'pdf'],
  ['talk.mp4', 'video'],
  ['README.md', 'markdown'],
  ['README', 'text'],
  ['data.tsv', 'table'],
  ['package.json', 'json'],
  ['train.ipynb', 'notebook'],
  ['page.html', 'text'],
  ['.gitignore', 'text'],
  ['weights.safetensors', 'none'],
  ['archive.tar.gz', 'none'],
  ['output', 'unknown'],
  ['run.2026-11-24', 'unknown'],
])('%s is shown as %s', (name, kind) => {
  expect(getKind(name)).toBe(kind)
})

test('what is too large is not loaded, and text shows its beginning', () => {
  expect(getKind('photo.png', 500 * 1024 ** 2)).toBe('none')
  expect(getKind('log.json', 500 * 1024 ** 2)).toBe('text')
  expect(getKind('server.log', 500 * 1024 ** 3)).toBe('text')
})

test('only files are opened', () => {
  for (const kind of ['folder', 'symlink', 'fifo', 'socket', 'device'] as const) {
    expect(getPreviewKind({ name: 'a.png', kind, sizeBytes: null })).toBe('none')
  }
})
