import { expect, test } from 'vitest'
import { checkComments, checkName } from './check-names.ts'
import { readSource } from './read-source.ts'

const check = (file: string) => checkName(readSource(file, '')).map(({ message }) => message)

test.each([
  'app/page.tsx',
  'app/(portal)/[space]/not-found.tsx',
  'lib/errors.ts',
  'lib/errors.test.ts',
  'lib/format/bytes.ts',
  'lib/storage/operations.ts',
  'lib/spaces/objects-network.test.ts',
  'lib/storage/operations.integration.test.ts',
  'lib/storage/status.test.ts',
  'lib/files/protocol/tokens.ts',
  'lib/workloads/explain-image.ts',
  'lib/workloads/testing/objects.ts',
  'cluster/network-policy/selector.ts',
  'next.config.js',
])('%s is a good name', (file) => {
  expect(check(file)).toEqual([])
})

test.each([
  ['components/ui/QuotaChip.tsx', 'kebab-case'],
  ['cluster/images/index.ts', 'says nothing'],
  ['lib/storage/helpers.ts', 'says nothing'],
  ['lib/storage/protocol.ts', 'the files of lib/storage are schema.ts'],
  ['lib/storage/explain.ts', 'the files of lib/storage are schema.ts'],
  ['lib/storage/volumes/schema.ts', 'the files of lib/storage are schema.ts'],
  ['lib/storage.ts', 'the files of lib/storage are schema.ts'],
  ['lib/volumes/schema.ts', 'its domains are spaces'],
  ['server/main.ts', 'no such folder'],
])('%s is not: %s', (file, message) => {
  expect(check(file)).toEqual([expect.stringContaining(message)])
})

test('a comment that silences a check is found, a text that names it is not', () => {
  const source = readSource('app/page.tsx', `const text = 'oxlint-disable'\n// oxlint-disable-next-line no-console\n`)
  expect(checkComments(source)).toEqual([expect.objectContaining({ line: 2 })])
})
