import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AppError } from '#lib/errors.ts'
import { readPrometheusClaims } from './operations-prometheus.ts'
import { startScriptedPrometheus } from './testing/scripted-prometheus.ts'
import type { Exchange, ScriptedPrometheus } from './testing/scripted-prometheus.ts'

let server: ScriptedPrometheus

beforeAll(async () => {
  server = await startScriptedPrometheus()
})

afterAll(() => server.close())

const ask = (count = 1) =>
  readPrometheusClaims(Array.from({ length: count }, (_, index) => `user-${index}-storage`)).catch(
    (error: AppError) => error,
  )
const NOTHING = { status: 'success', data: { resultType: 'vector', result: [] } }

test('it is asked below its own path, in a form, and for many namespaces in several questions', async () => {
  const asking = ask(150)
  const forms: URLSearchParams[] = []
  while (forms.length < 2) {
    const exchange = await server.next()
    expect(exchange).toMatchObject({ method: 'POST', path: '/tenants/one/api/v1/query' })
    expect(exchange.headers).not.toHaveProperty('authorization')
    forms.push(new URLSearchParams(exchange.body))
    exchange.sendJson(200, NOTHING)
  }
  expect(await asking).toEqual([])
  expect(forms.map((form) => form.get('query')?.match(/user-\d+-storage/g)?.length)).toEqual([200, 100])
})

test.each<[string, (exchange: Exchange) => void, string]>([
  ['wants a sign-in', ({ response }) => response.writeHead(302, { location: '/login' }).end(), 'refused'],
  ['says no', (exchange) => exchange.sendJson(401, { message: 'no token' }), 'refused'],
  ['is something else', ({ response }) => response.end('<html>'), 'unreadable'],
  ['answers otherwise', (exchange) => exchange.sendJson(200, { status: 'success', data: {} }), 'unreadable'],
  ['never ends', ({ response }) => response.end(Buffer.alloc(17 * 1024 ** 2, ' ')), 'too-large'],
])('a server that %s gives no number', async (_, answer, reason) => {
  const asking = ask()
  answer(await server.next())
  expect(await asking).toMatchObject({ code: 'UNAVAILABLE', details: { reason } })
})

test('what Prometheus says is wrong is for the health page', async () => {
  const asking = ask()
  const exchange = await server.next()
  exchange.sendJson(422, { status: 'error', errorType: 'execution', error: 'too many samples' })
  expect(await asking).toMatchObject({ details: { reason: 'failed', rawMessage: 'too many samples' } })
})
