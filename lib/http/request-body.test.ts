import { expect, test } from 'vitest'
import { readJsonBody } from './request-body.ts'

function post(body: BodyInit, contentType = 'application/json'): Request {
  return new Request('http://x/', { method: 'POST', body, headers: { 'content-type': contentType } })
}

test('JSON is read', async () => {
  expect(await readJsonBody(post('{"a":"藍"}'))).toEqual({ a: '藍' })
  expect(await readJsonBody(post('1', 'application/json; charset=utf-8'))).toBe(1)
})

test.each([
  ['a form', post('a=1', 'application/x-www-form-urlencoded')],
  ['text that a form can send', post('{"a":1}', 'text/plain')],
  ['another type that begins alike', post('{}', 'application/jsonp')],
  ['half of it', post('{"a":')],
  ['nothing', post('')],
])('%s is refused', async (_, request) => {
  await expect(readJsonBody(request)).rejects.toMatchObject({ code: 'INVALID_INPUT', messageKey: 'request.notJson' })
})

test('more than 1 MiB is refused while it arrives', async () => {
  const chunk = new TextEncoder().encode('a'.repeat(64 * 1024))
  let sent = 0
  const body = new ReadableStream({
    pull(controller) {
      sent += 1
      controller.enqueue(chunk)
    },
  })
  const init = { method: 'POST', body, duplex: 'half', headers: { 'content-type': 'application/json' } }
  await expect(readJsonBody(new Request('http://x/', init))).rejects.toMatchObject({ messageKey: 'request.tooLarge' })
  expect(sent).toBeLessThan(32)
})
