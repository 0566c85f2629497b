import { expect, test } from 'vitest'
import { AppError } from '#lib/errors.ts'
import { scrub, toLoggedError } from './log.ts'

const token = 'eyJhbGciOiJFZERTQSJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJl'

test.each([
  [`invalid ${token} given`, 'invalid … given'],
  ['Authorization: Bearer abc.def', 'Authorization: Bearer …'],
  ['client_secret=hunter22&scope=openid', 'client_secret=…&scope=openid'],
  ['{"password":"hunter22","a":1}', '{"password":"…","a":1}'],
  ['code=SplxlOBeZQQYbYS6WxSbIA&state=x', 'code=…&state=x'],
  ['code: ECONNREFUSED', 'code: ECONNREFUSED'],
  ['the token of the volume', 'the token of the volume'],
])('%s', (text, scrubbed) => {
  expect(scrub(text)).toBe(scrubbed)
})

test('an error is logged with its causes and without what the API server said', () => {
  const inner = Object.assign(new Error(`bad ${token}`), { code: 'ECONNRESET' })
  const error = new AppError('UNAVAILABLE', 'The connection was lost.', {
    cause: inner,
    details: { kubeCase: 'cut-off', rawMessage: 'raw words', causes: [{ message: 'raw words' }] },
  })
  const logged = toLoggedError(error)
  expect(logged).toMatchObject({
    type: 'AppError',
    code: 'UNAVAILABLE',
    details: { kubeCase: 'cut-off' },
    cause: { type: 'Error', message: 'bad …', code: 'ECONNRESET' },
  })
  expect(JSON.stringify(logged)).not.toMatch(/raw words|eyJ/)
})

test('a chain of causes that never ends is cut', () => {
  const error = new Error('a')
  error.cause = error
  expect(JSON.stringify(toLoggedError(error)).match(/"message":"a"/g)).toHaveLength(5)
})

test('anything can be thrown', () => {
  expect(toLoggedError('just text')).toEqual({ type: 'string', message: 'just text' })
  expect(toLoggedError(undefined)).toEqual({ type: 'undefined', message: 'undefined' })
})
