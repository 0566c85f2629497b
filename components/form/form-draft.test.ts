import { expect, test } from 'vitest'
import { clearDraft, type DraftPlace, readDraft, removeOldDrafts, writeDraft } from './form-draft.ts'

const DAY_MS = 24 * 3600 * 1000
const PLACE: DraftPlace = { userId: 'a1', formId: 'create-volume u/alice', fields: ['name', 'size'] }

function createStorage() {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
    key: (index: number) => [...items.keys()][index] ?? null,
    get length() {
      return items.size
    },
  }
}

test('a draft comes back to the same person in the same form', () => {
  const storage = createStorage()
  writeDraft(storage, PLACE, { values: { name: 'data', size: 20 }, nowMs: 0 })
  expect(readDraft(storage, PLACE, DAY_MS)).toEqual({ name: 'data', size: 20 })
  expect(readDraft(storage, { ...PLACE, userId: 'b2' }, 0)).toBeNull()
  expect(readDraft(storage, { ...PLACE, formId: 'create-volume g/k3f9' }, 0)).toBeNull()
})

test('a field that is not named is never written', () => {
  const storage = createStorage()
  writeDraft(storage, PLACE, { values: { name: 'data', password: 'hunter2' }, nowMs: 0 })
  expect([...storage.items.values()].join(' ')).not.toContain('hunter2')
})

test('parts that are hidden are never written, however deep they lie', () => {
  const storage = createStorage()
  const place = { ...PLACE, fields: ['rows'], hidden: ['secret'] }
  writeDraft(storage, place, { values: { rows: [{ name: 'A', secret: 'hunter2' }, { name: 'B' }] }, nowMs: 0 })
  expect([...storage.items.values()].join(' ')).not.toContain('hunter2')
  expect(readDraft(storage, place, 0)).toEqual({ rows: [{ name: 'A' }, { name: 'B' }] })
})

test('a field that the form no longer keeps does not come back', () => {
  const storage = createStorage()
  writeDraft(storage, PLACE, { values: { name: 'data', size: 20 }, nowMs: 0 })
  expect(readDraft(storage, { ...PLACE, fields: ['size'] }, 0)).toEqual({ size: 20 })
  expect(readDraft(storage, { ...PLACE, fields: ['other'] }, 0)).toBeNull()
})

test('after a week a draft is gone, everybody’s', () => {
  const storage = createStorage()
  writeDraft(storage, PLACE, { values: { name: 'old' }, nowMs: 0 })
  writeDraft(storage, { ...PLACE, userId: 'b2' }, { values: { name: 'new' }, nowMs: 6 * DAY_MS })
  storage.setItem('theme', 'dark')
  expect(readDraft(storage, PLACE, 8 * DAY_MS)).toBeNull()
  removeOldDrafts(storage, 8 * DAY_MS)
  expect([...storage.items.keys()]).toEqual(['moorage.draft b2 create-volume u/alice', 'theme'])
})

test('a cleared draft is gone', () => {
  const storage = createStorage()
  writeDraft(storage, PLACE, { values: { name: 'data' }, nowMs: 0 })
  clearDraft(storage, PLACE)
  expect(storage.items.size).toBe(0)
})

test.each(['', 'null', '[]', '{"savedAtMs":"x","values":{}}', '{"savedAtMs":0,"values":null}', '{'])(
  'what is no draft is passed over: %j',
  (text) => {
    const storage = createStorage()
    storage.setItem('moorage.draft a1 create-volume u/alice', text)
    expect(readDraft(storage, PLACE, 0)).toBeNull()
    removeOldDrafts(storage, 0)
    expect(storage.items.size).toBe(0)
  },
)

test('a storage that is full or switched off keeps nothing and breaks nothing', () => {
  const storage = {
    ...createStorage(),
    setItem: () => {
      throw new DOMException('full', 'QuotaExceededError')
    },
  }
  expect(() => writeDraft(storage, PLACE, { values: { name: 'data' }, nowMs: 0 })).not.toThrow()
})
