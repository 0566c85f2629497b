import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const top = path.resolve(import.meta.dirname, '..')
const sources = readdirSync(top, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing/'),
)

/** What goes to the file system by a path, or makes one of several. Types and opened files may be used everywhere. */
function findOffences(file: string, text: string): string[] {
  const offences: string[] = []
  const imports = [...text.matchAll(/^import (type )?([^;]*?) from '([^']+)'/gms)]
  for (const [, isType, names = '', from = ''] of imports) {
    const isTypeOnly = isType !== undefined || /^\{(\s*type \w+,?)+\s*\}$/.test(names)
    if (/^(node:)?fs(\/promises)?$/.test(from) && !file.startsWith('tree/') && !isTypeOnly)
      offences.push(`${file}: imports ${from}`)
    if (/^(node:)?path(\/posix)?$/.test(from)) offences.push(`${file}: imports ${from}`)
  }
  if (/\brealpath/.test(text)) offences.push(`${file}: realpath`)
  if (/import\(['"](node:)?(fs|path)/.test(text) || /\bcreateRequire\b|\brequire\(['"]/.test(text))
    offences.push(`${file}: loads a module in another way`)
  return offences
}

test('only tree/ touches the file system, and nobody joins or resolves a path', () => {
  expect(sources.length).toBeGreaterThan(40)
  expect(sources.flatMap((file) => findOffences(file, readFileSync(path.join(top, file), 'utf8')))).toEqual([])
})

test('the rule sees what it is there for', () => {
  expect(findOffences('list/a.ts', `import { open } from 'node:fs/promises'`)).toHaveLength(1)
  expect(findOffences('list/a.ts', `import { type Stats, open } from 'node:fs'`)).toHaveLength(1)
  expect(findOffences('tree/a.ts', `import { join } from 'node:path'`)).toHaveLength(1)
  expect(findOffences('tree/a.ts', `await realpath(x)`)).toHaveLength(1)
  expect(findOffences('list/a.ts', `const fs = await import('node:fs')`)).toHaveLength(1)
  expect(findOffences('list/a.ts', `import type { FileHandle } from 'node:fs/promises'`)).toEqual([])
})
