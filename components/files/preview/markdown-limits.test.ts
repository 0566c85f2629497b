import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import Markdown from 'react-markdown'
import { expect, test } from 'vitest'
import { findLinkedPath } from './link-path.ts'
import { MARKDOWN_LIMITS, toAllowedAddress } from './markdown-limits.ts'

const render = (text: string) => renderToStaticMarkup(createElement(Markdown, MARKDOWN_LIMITS, text))

test.each([
  '<script>ran()</script>',
  'a <img src=x onerror=ran()> b',
  '<iframe src="https://evil.example"></iframe>',
  '<style>*{display:none}</style>',
  '<svg onload=ran()></svg>',
  '<form action="https://evil.example"><input name=password></form>',
  '<a href="javascript:ran()">x</a>',
  '<meta http-equiv=refresh content="0;url=https://evil.example">',
])('HTML in it stays text: %s', (html) => {
  const [tag] = /\w+/.exec(html.slice(html.indexOf('<'))) ?? []
  expect(render(html)).not.toContain(`<${tag}`)
  expect(render(html)).toContain(`&lt;${tag}`)
})

test.each([
  ['https://a.example/x', true],
  ['HTTP://a.example', true],
  ['mailto:a@example.org', true],
  ['folder/a.md', true],
  ['#part', true],
  ['a/b:c', true],
  ['javascript:ran()', false],
  ['JaVaScRiPt:ran()', false],
  [' javascript:ran()', false],
  ['java\nscript:ran()', false],
  ['data:text/html,<script>ran()</script>', false],
  ['vbscript:ran()', false],
  ['file:///etc/passwd', false],
  ['irc://a.example', false],
  ['blob:https://a.example/1', false],
])('the address %j is a link: %s', (address, isAllowed) => {
  expect(toAllowedAddress(address)).toBe(isAllowed ? address : '')
})

test('links and pictures of the text pass through that', () => {
  expect(render('[x](javascript:ran())')).toBe('<p><a href="">x</a></p>')
  expect(render('![x](data:image/svg+xml,y)')).not.toContain('data:')
  expect(render('[x]: javascript:ran()\n\n[x]')).not.toContain('javascript')
  expect(render('<javascript:ran()>')).not.toContain('href="javascript')
})

test.each([
  'https://evil.example/a.png',
  'http://evil.example/a',
  '//evil.example/a',
  'data:image/png;base64,AA',
  '../../a',
])('a picture at %s is not loaded', (address) => {
  expect(findLinkedPath(address, 'folder')).toBeNull()
})
