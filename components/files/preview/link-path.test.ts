import { expect, test } from 'vitest'
import { findLinkedPath } from './link-path.ts'

test.each([
  ['plot.png', 'docs/plot.png'],
  ['./plot.png', 'docs/plot.png'],
  ['../images/a b.png', 'images/a%20b.png'],
  ['images/a%20b.png', 'docs/images/a%20b.png'],
  ['/top.png', 'top.png'],
  ['圖.png?raw=1#x', 'docs/%E5%9C%96.png'],
  ['100%.png', 'docs/100%25.png'],
])('%s leads to %s', (address, path) => {
  expect(findLinkedPath(address, 'docs')).toBe(path)
})

test.each([
  'https://example.org/a.png',
  '//example.org/a.png',
  'javascript:alert(1)',
  'JAVASCRIPT:alert(1)',
  'data:image/png;base64,xx',
  'file:///etc/passwd',
  '../../outside.png',
  '#section',
  '',
  'a%00b',
  'a%2fb',
])('%s does not lead onto the volume', (address) => {
  expect(findLinkedPath(address, 'docs')).toBeNull()
})
