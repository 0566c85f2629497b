import { expect, test } from 'vitest'
import { pickLocale } from './pick-locale.ts'

test('the cookie wins over the browser', () => {
  expect(pickLocale({ cookie: 'zh-TW', acceptLanguage: 'en-GB,en' })).toBe('zh-TW')
})

test.each([
  ['zh-TW,zh;q=0.9,en;q=0.8', 'zh-TW'],
  ['zh-Hant-HK', 'zh-TW'],
  ['de-DE,de;q=0.9,zh;q=0.5,en;q=0.4', 'zh-TW'],
  ['en;q=0.2, zh-TW;q=0.7', 'zh-TW'],
  ['zh;q=0, en', 'en'],
  ['de, fr;q=0.5', 'en'],
  ['*', 'en'],
  [';;,q=;', 'en'],
  ['', 'en'],
  [null, 'en'],
])('Accept-Language %j gets %s', (acceptLanguage, locale) => {
  expect(pickLocale({ acceptLanguage })).toBe(locale)
})

test('a cookie with an unknown language is ignored', () => {
  expect(pickLocale({ cookie: '../zh-TW', acceptLanguage: 'zh' })).toBe('zh-TW')
  expect(pickLocale({ cookie: 'constructor' })).toBe('en')
})
