import { createHash } from 'node:crypto'
import http from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import { buildPage, sendWaitingPage } from './waiting-page.ts'

const page = {
  answer: { state: 'failed' as const, sentence: 'It says <script>alert("x")</script> & ends.' },
  host: 'web-abcdefghij.apps.example.org',
  portalUrl: 'https://moorage.example.org',
  acceptLanguage: 'zh-TW,zh;q=0.9',
}

test('a page that waits says what happens in the visitor’s language and runs its own script alone', () => {
  const text = buildPage(page)
  expect(text).toContain('<html lang="zh-TW" ')
  expect(text).toContain('It says &lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; &amp; ends.')
  expect(text.match(/<script/g)).toHaveLength(1)
  expect(text).not.toMatch(/javascript:| on\w+=|http-equiv/)
  expect(buildPage({ ...page, acceptLanguage: 'de' })).toContain('<html lang="en" ')
})

test('its policy allows the script that stands in it, and its mark differs where it reads differently', async () => {
  const answers = ['one', 'other', 'one'].map((sentence) => ({ state: 'failed' as const, sentence }))
  const sent = await Promise.all(answers.map((answer) => receive({ ...page, answer })))
  const [one, other, same] = sent.map(({ mark }) => mark)
  expect(one).toBe(same)
  expect(one).not.toBe(other)
  for (const { policy, body, mark } of sent) {
    const script = /<script>([^]*)<\/script>/.exec(body)?.[1] ?? ''
    expect(policy).toContain(`script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`)
    expect(body).toContain(`data-waiting="${mark}"`)
  }
})

async function receive(waiting: typeof page) {
  const server = http.createServer((_request, response) => sendWaitingPage(response, waiting))
  onTestFinished(() => void server.close())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const answer = await fetch(`http://127.0.0.1:${port}/`)
  const readHeader = (name: string) => answer.headers.get(name)
  return {
    mark: readHeader('moorage-waiting'),
    policy: readHeader('content-security-policy'),
    body: await answer.text(),
  }
}
