import { expect, test } from 'vitest'
import { html, trustMarkup } from './html.ts'

test('text cannot become markup, in content or in attributes', () => {
  const name = `"><script>'&`
  expect(html`<b title="${name}">${name}</b>`.markup).toBe(
    '<b title="&quot;&gt;&lt;script&gt;&#39;&amp;">&quot;&gt;&lt;script&gt;&#39;&amp;</b>',
  )
})

test('markup, lists of it, numbers and nothing are put in as they are', () => {
  const items = ['a', '<'].map((text) => html`<li>${text}</li>`)
  expect(html`${items}${null}${3}${trustMarkup('<br>')}`.markup).toBe('<li>a</li><li>&lt;</li>3<br>')
})
