import { expect, test } from 'vitest'
import { checkImports } from './check-imports.ts'
import { readSource } from './read-source.ts'

function check(file: string, text: string) {
  return checkImports(readSource(file, text)).map(({ line, message }) => `${line}: ${message}`)
}

test.each([
  ['app/page.tsx', `import { Meter } from '#components/ui/meter.tsx'`],
  ['app/page.tsx', `import { listVolumes } from '#lib/storage/operations.ts'`],
  ['components/ui/meter.tsx', `import { formatBytes } from '#lib/format/bytes.ts'`],
  ['lib/storage/operations.ts', `import { applyObject } from '#lib/kube/apply.ts'`],
  ['lib/storage/objects.ts', `import type { KubeObject } from '#lib/kube/object.ts'`],
  ['lib/storage/operations.integration.test.ts', `import { getClusterLayout } from '#cluster/layout.ts'`],
  ['lib/spaces/testing/people.ts', `import { client } from '#cluster/testing/cluster-under-test.ts'`],
  ['lib/spaces/testing/people.ts', `import { createObject } from '#lib/kube/verbs.ts'`],
  ['lib/storage/objects.ts', `import { parseQuantity } from '#lib/kube/quantity.ts'`],
  ['lib/spaces/operations-drift.ts', `import { applyObject } from '#lib/kube/apply.ts'`],
  ['lib/auth/session.ts', `import { watchKind } from '#lib/kube/cache.ts'`],
  ['lib/kube/client.ts', `import { KubeConfig } from '@kubernetes/client-node'`],
  ['lib/auth/session.ts', `import { AppError } from '#lib/errors.ts'`],
  ['cluster/images/layer.ts', `import { getClusterLayout } from '../layout.ts'`],
  ['cluster/up.ts', `import { applyObject } from '#lib/kube/apply.ts'`],
  ['fileserver/server.ts', `import { toHeaders } from '#lib/files/protocol/tokens.ts'`],
  ['playwright.config.ts', `import { args } from './scripts/browser.ts'`],
  ['app/layout.tsx', `import './globals.css'\nimport '@fontsource-variable/inter'`],
])('%s may have %s', (file, text) => {
  expect(check(file, text)).toEqual([])
})

test.each([
  ['lib/storage/operations.ts', `import { Meter } from '#components/ui/meter.tsx'`, 'lib/storage must not import comp'],
  ['lib/storage/status.ts', `import { render } from '#app/page.tsx'`, 'lib/storage must not import app'],
  ['lib/errors.ts', `import { log } from '#lib/audit/log.ts'`, 'take it as a parameter'],
  ['lib/kube/client.ts', `import { quota } from '#lib/quota/schema.ts'`, 'move what both need into lib/{errors'],
  ['components/ui/meter.tsx', `import page from '#app/page.tsx'`, 'take it as a prop'],
  ['lib/storage/objects.ts', `import { applyObject } from '#lib/kube/apply.ts'`, 'make it a verb there'],
  ['app/api/events/route.ts', `const kube = await import('#lib/kube/client.ts')`, 'only lib/<domain>/operations.ts'],
  ['app/page.tsx', `export { applyObject } from '#lib/kube/apply.ts'`, 'only lib/<domain>/operations.ts'],
  ['cluster/up.ts', `import type { V1Pod } from '@kubernetes/client-node'`, 'only lib/kube imports'],
  ['fileserver/server.ts', `import { AppError } from '#lib/errors.ts'`, 'lib/files/protocol'],
  ['cluster/up.ts', `import { x } from '#lib/format/bytes.ts'`, 'put the code into cluster/'],
  ['scripts/check.ts', `import { x } from '#lib/errors.ts'`, 'put the code into scripts/'],
  ['lib/storage/objects.ts', `import { AppError } from '../errors.ts'`, 'write "#lib/errors.ts"'],
  ['app/page.tsx', `import { AppError } from '#lib/errors'`, 'needs its file extension'],
  ['app/page.tsx', `import { x } from '#lib/volumes/schema.ts'`, 'a place the house does not have'],
])('%s must not have %s', (file, text, message) => {
  expect(check(file, `\n${text}`)).toEqual([expect.stringContaining(message)])
  expect(check(file, `\n${text}`)[0]).toMatch(/^2: /)
})

test('a file that cannot be read is a violation, not a clean file', () => {
  expect(check('app/page.tsx', 'import { from')).toEqual([expect.stringContaining('cannot be read')])
})
