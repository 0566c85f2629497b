import { expect, test } from 'vitest'
import type { EntryFields } from '#lib/config/schema-input.ts'
import type { ConfigEntry } from '#lib/config/schema.ts'
import { addEntries, EMPTY_ENTRY, followKeys, readFile, toChanges, toEntryFields, toKey } from './entry-values.ts'
import { mergeEntries, takeEntries } from './merge-entries.ts'

const write = (name: string, text: string): EntryFields => ({ source: 'text', name, text })
const keep = (name: string): EntryFields => ({ source: 'kept', name })
const entry = (name: string, text: string | null): ConfigEntry => ({
  name,
  text,
  sizeBytes: text?.length ?? 3,
  isBinary: text === null,
})

test('only what somebody changed is sent, place by place', () => {
  const base = [entry('a', 'one\r\ntwo'), entry('b', 'x'), entry('logo', null)]
  const fields = toEntryFields(base)
  expect(fields).toEqual([write('a', 'one\ntwo'), write('b', 'x'), keep('logo')])
  expect(toChanges(fields, base)).toEqual([keep('a'), keep('b'), keep('logo')])
  expect(toChanges([write('b', 'y'), write('a2', 'one\ntwo'), keep('logo')], base)).toEqual([
    write('b', 'y'),
    write('a2', 'one\ntwo'),
    keep('logo'),
  ])
})

test('added entries replace those of their name and fill the empty place', () => {
  expect(addEntries([EMPTY_ENTRY], [write('__proto__', '1'), write('b', '2')])).toEqual([
    write('__proto__', '1'),
    write('b', '2'),
  ])
  expect(addEntries([write('a', '1'), write('b', '2')], [write('b', '3'), write('c', '4')])).toEqual([
    write('a', '1'),
    write('b', '3'),
    write('c', '4'),
  ])
})

test('when somebody else added and removed entries, what was written stays and nothing of theirs is lost', () => {
  const keys = [entry('kept', 'x'), entry('theirs', 'y')]
  expect(followKeys([keep('kept'), keep('gone'), write('mine', 'secret')], keys)).toEqual([
    keep('kept'),
    write('mine', 'secret'),
    keep('theirs'),
  ])
})

test.each([
  ['app.conf', 'app.conf'],
  ['.env', '.env'],
  ['my file (1).txt', 'my-file-1-.txt'],
  ['Übersicht.md', 'Ubersicht.md'],
  ['..secret', '.secret'],
])('the file %s becomes the entry %s', (file, key) => {
  expect(toKey(file)).toBe(key)
})

test('a file that is no text, or has ends of lines that a text area does not keep, goes as it is', async () => {
  expect(await readFile(new File(['a=1\nb=2'], 'x.env'))).toEqual(write('x.env', 'a=1\nb=2'))
  expect(await readFile(new File(['a\r\nb'], 'dos.txt'))).toMatchObject({ source: 'file', base64: btoa('a\r\nb') })
  expect(await readFile(new File([new Uint8Array([255, 254, 0])], 'x.bin'))).toEqual({
    source: 'file',
    name: 'x.bin',
    base64: '//4A',
  })
})

test('two who changed different entries both have theirs; only what both changed is asked about', () => {
  const base = [entry('a', '1'), entry('b', '2'), entry('c', '3'), entry('gone', '4'), entry('logo', null)]
  const theirs = [entry('a', '1'), entry('b', 'theirs'), entry('c', 'theirs'), entry('new', '5'), entry('logo', null)]
  const mine = [write('a', 'mine'), write('b', '2'), write('c', 'mine'), keep('logo'), write('own', '6')]
  const merged = mergeEntries({ base, theirs, mine })
  expect(merged.filter(({ isClash }) => isClash).map(({ name }) => name)).toEqual(['c'])
  expect(takeEntries(merged, new Map())).toEqual([
    write('a', 'mine'),
    write('b', 'theirs'),
    write('c', 'mine'),
    keep('logo'),
    write('own', '6'),
    write('new', '5'),
  ])
  expect(takeEntries(merged, new Map([['c', 'theirs']]))).toContainEqual(write('c', 'theirs'))
})

test('an entry that one removed and the other changed is a clash, and one that both removed is gone', () => {
  const base = [entry('a', '1'), entry('b', '2'), entry('c', '3')]
  const merged = mergeEntries({ base, theirs: [entry('b', 'theirs')], mine: [write('a', 'mine')] })
  expect(merged).toEqual([
    { name: 'a', mine: write('a', 'mine'), theirs: null, pick: 'mine', isClash: true },
    { name: 'b', mine: null, theirs: write('b', 'theirs'), pick: 'mine', isClash: true },
  ])
})
