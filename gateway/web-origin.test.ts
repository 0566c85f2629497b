import { expect, test } from 'vitest'
import { isOwnRequest, isTopLevel } from './web-origin.ts'

const ORIGIN = 'https://web-abcdefghij.apps.example.org'
const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }
const cross = { 'sec-fetch-site': 'cross-site' }
const own = { 'sec-fetch-site': 'same-origin' }

function judge(
  headers: Record<string, string>,
  more: { method?: string; isUpgrade?: boolean; hasRight?: boolean } = {},
) {
  const { method = 'GET', isUpgrade = false, hasRight = true } = more
  return isOwnRequest({ method, headers, isUpgrade, origin: ORIGIN, hasRight })
}

test.each([
  ['a link on another site', { ...cross, ...page }, {}, true],
  ['the address bar', { 'sec-fetch-site': 'none', ...page }, {}, true],
  ['its own script', { ...own, 'sec-fetch-mode': 'cors' }, {}, true],
  ['its own form', { ...own, ...page, origin: ORIGIN }, { method: 'POST' }, true],
  ['its own WebSocket', { ...own, origin: ORIGIN }, { isUpgrade: true }, true],
  ['a program without a browser that reads', {}, {}, true],
  ['a program without a browser at what is public', {}, { method: 'POST', hasRight: false }, true],

  ['a form of another site', { ...cross, ...page, origin: 'https://evil.example' }, { method: 'POST' }, false],
  ['a form of a neighbour', { 'sec-fetch-site': 'same-site', ...page }, { method: 'POST' }, false],
  ['a frame of another site', { ...cross, 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' }, {}, false],
  ['an image of another site', { ...cross, 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' }, {}, false],
  ['a fetch of another site', { ...cross, 'sec-fetch-mode': 'cors', origin: 'https://evil.example' }, {}, false],
  ['a fetch from a sandbox', { origin: 'null' }, {}, false],
  ['a WebSocket of another site', { origin: 'https://evil.example' }, { isUpgrade: true }, false],
  ['a WebSocket of a neighbour', { origin: 'https://x-abcdefghij.apps.example.org' }, { isUpgrade: true }, false],
  ['a WebSocket that does not say', {}, { isUpgrade: true }, false],
  ['a form of an old browser that does not say', {}, { method: 'POST' }, false],
  ['the same name without TLS', { origin: ORIGIN.replace('https', 'http') }, { method: 'POST' }, false],
  ['an origin that its site contradicts', { ...cross, origin: ORIGIN }, { method: 'POST' }, false],
])('%s', (_what, headers, more, isLetIn) => {
  expect(judge(headers, more)).toBe(isLetIn)
})

test('only a page that is opened in a tab is one that may be led on', () => {
  const ask = (headers: Record<string, string>, method = 'GET') => isTopLevel({ method, headers, isUpgrade: false })
  expect(ask(page)).toBe(true)
  expect(ask({ accept: 'text/html,*/*' })).toBe(true)
  expect(ask({ accept: '*/*' })).toBe(false)
  expect(ask({ ...page, 'sec-fetch-dest': 'iframe' })).toBe(false)
  expect(ask(page, 'POST')).toBe(false)
})
