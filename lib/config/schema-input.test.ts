import { expect, test } from 'vitest'
import { createConfigMapSchema, createSecretSchema } from './schema-input.ts'
import { MAX_BYTES, MAX_ENTRIES } from './schema.ts'

const place = { space: 'u/alice', name: 'web', launchId: '4f8a34a5-1b53-4a7e-9a6b-3f3f5f8d2f10' }
const write = (name: unknown, text: unknown = 'x') => ({ source: 'text', name, text })

function listIssues(input: unknown, schema: typeof createConfigMapSchema | typeof createSecretSchema) {
  const parsed = schema.safeParse(input)
  return parsed.success ? {} : Object.fromEntries(parsed.error.issues.map((one) => [one.path.join('.'), one.message]))
}

const check = (entries: unknown) => listIssues({ ...place, entries }, createConfigMapSchema)

test.each<[string, unknown, Record<string, string>]>([
  ['no entry', [], { entries: 'config.entriesMissing' }],
  [
    'too many',
    Array.from({ length: MAX_ENTRIES + 1 }, (_, at) => write(`k${at}`)),
    { entries: 'config.tooManyEntries' },
  ],
  ['a name twice', [write('a'), write('a')], { 'entries.1.name': 'config.keyTwice' }],
  ['a path', [write('../a')], { 'entries.0.name': 'workloads.keyInvalid' }],
  ['nothing as a name', [write('')], { 'entries.0.name': 'workloads.keyInvalid' }],
  ['one that is too large', [write('a', 'x'.repeat(MAX_BYTES + 1))], expect.anything()],
  ['several that are', [write('a', 'x'.repeat(MAX_BYTES)), write('b')], { entries: 'config.tooLarge' }],
  ['letters of several bytes', [write('a', '資'.repeat(MAX_BYTES / 2))], { entries: 'config.tooLarge' }],
  ['what is no base64', [{ source: 'file', name: 'a', base64: 'abc' }], { 'entries.0.base64': 'config.fileInvalid' }],
])('%s is refused at its field', (_, entries, issues) => {
  expect(check(entries)).toEqual(issues)
})

test('a key that means something to JavaScript is a key like any other, and 1 MiB of a file fits', () => {
  expect(check([write('__proto__'), write('constructor'), write('.env')])).toEqual({})
  expect(check([{ source: 'file', name: 'a', base64: Buffer.alloc(MAX_BYTES).toString('base64') }])).toEqual({})
})

test.each([
  ['Web', 'config.nameInvalid'],
  ['-web', 'config.nameInvalid'],
  ['a..b', 'config.nameInvalid'],
  ['a.-b', 'config.nameInvalid'],
  ['moorage-activity', 'config.nameReserved'],
  ['a'.repeat(254), 'config.nameTooLong'],
  ['', 'config.nameMissing'],
])('the name %s is refused', (name, message) => {
  expect(listIssues({ ...place, name, entries: [write('a')] }, createConfigMapSchema)).toEqual({ name: message })
})

test.each<[Record<string, unknown>, Record<string, string>]>([
  [{ registry: 'https://registry.example.org/' }, {}],
  [{ registry: 'localhost:5000/team' }, {}],
  [{ registry: 'two words' }, { registry: 'config.registryInvalid' }],
  [{ registry: '' }, { registry: 'config.registryMissing' }],
  [{ username: 'a:b' }, { username: 'config.usernameInvalid' }],
  [{ password: '' }, { password: 'config.passwordMissing' }],
  [{ password: 'a\nb' }, { password: 'config.controlCharacters' }],
])('registry access with %j', (change, issues) => {
  const content = { type: 'registry', registry: 'registry.example.org', username: 'ci', password: 'p', ...change }
  expect(listIssues({ ...place, ...content }, createSecretSchema)).toEqual(issues)
})
