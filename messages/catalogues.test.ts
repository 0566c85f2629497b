import { expect, test } from 'vitest'
import en from './en.json' with { type: 'json' }
import zhTW from './zh-TW.json' with { type: 'json' }

interface Catalogue {
  [key: string]: string | Catalogue
}

/** Every sentence as "path {placeholders}", so that a missing key and a missing placeholder both show. */
function listSentences(catalogue: Catalogue, path = ''): string[] {
  return Object.entries(catalogue).flatMap(([key, value]) => {
    const at = path ? `${path}.${key}` : key
    if (typeof value !== 'string') return listSentences(value, at)
    // What follows "{" and goes on as a sentence is a branch of a plural, and none.
    const placeholders = [...value.matchAll(/\{(\w+)(?=[,}])/g)]
      .map((match) => match[0])
      .toSorted((a, b) => a.localeCompare(b))
    return [[at, ...placeholders].join(' ')]
  })
}

function listTexts(catalogue: Catalogue): string[] {
  return Object.values(catalogue).flatMap((value) => (typeof value === 'string' ? [value] : listTexts(value)))
}

test('both languages have the same sentences with the same placeholders', () => {
  expect(listSentences(zhTW)).toEqual(listSentences(en))
})

test('no sentence is empty, and none shouts', () => {
  for (const text of [...listTexts(en), ...listTexts(zhTW)]) {
    expect(text.trim()).toBe(text)
    expect(text).not.toBe('')
    expect(text).not.toMatch(/[!！]|\bplease\b|\bsuccessfully\b/i)
  }
})
