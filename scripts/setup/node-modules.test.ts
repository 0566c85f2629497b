import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { findReason, isInstalled } from './node-modules.mjs'

let checkout = ''

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), 'moorage-setup-'))
})
afterEach(() => {
  rmSync(checkout, { recursive: true })
})

function write(file: string, content: unknown) {
  mkdirSync(path.dirname(path.join(checkout, file)), { recursive: true })
  writeFileSync(path.join(checkout, file), JSON.stringify(content))
}

function install({ wanted, installed }: { wanted: object; installed: object }) {
  write('package-lock.json', { packages: { '': { version: '0.1.0' }, ...wanted } })
  write('node_modules/.package-lock.json', { packages: installed })
  write('node_modules/.bin/node', '')
}

const zod = { 'node_modules/zod': { version: '4.6.7' } }
const forOneMachine = { 'node_modules/fsevents': { version: '2.3.3', optional: true } }

test('what the lock file asks for is there, without the packages of other machines', () => {
  install({ wanted: { ...zod, ...forOneMachine }, installed: zod })
  expect(isInstalled(checkout)).toBe(true)
})

test('a package that only this machine needs may be missing from the lock file', () => {
  install({ wanted: zod, installed: { ...zod, ...forOneMachine } })
  expect(isInstalled(checkout)).toBe(true)
})

test.each([
  ['a package is missing', { wanted: zod, installed: {} }],
  ['a package is older', { wanted: zod, installed: { 'node_modules/zod': { version: '4.6.6' } } }],
  ['a package is no longer wanted', { wanted: {}, installed: zod }],
])('%s', (_, packages) => {
  install(packages)
  expect(isInstalled(checkout)).toBe(false)
})

test('an installation without the record or without Node.js does not count', () => {
  write('package-lock.json', { packages: zod })
  expect(isInstalled(checkout)).toBe(false)
  write('node_modules/.package-lock.json', { packages: zod })
  expect(isInstalled(checkout)).toBe(false)
})

test('the reason is the first line of npm that says more than a code', () => {
  const output =
    'npm error code ENOTFOUND\nnpm error syscall getaddrinfo\nnpm error network request failed\nnpm error more\n'
  expect(findReason(output)).toBe('network request failed')
  expect(findReason('')).toBeUndefined()
})
