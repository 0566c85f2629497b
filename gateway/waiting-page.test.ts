import { expect, test } from 'vitest'
import { buildPage } from './waiting-page.ts'

const page = {
  answer: { state: 'failed' as const, sentence: 'It says <script>alert("x")</script> & ends.' },
  host: 'web-abcdefghij.apps.example.org',
  portalUrl: 'https://moorage.example.org',
  acceptLanguage: 'zh-TW,zh;q=0.9',
}

test('a page that waits says what happens in the visitor’s language and runs nothing', () => {
  const text = buildPage(page)
  expect(text).toContain('<html lang="zh-TW">')
  expect(text).toContain('It says &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; ends.')
  expect(text).not.toMatch(/<script|javascript:| on\w+=/)
  expect(buildPage({ ...page, acceptLanguage: 'de' })).toContain('<html lang="en">')
})
