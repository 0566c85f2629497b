import { expect, test } from 'vitest'
import { parseSessionMessage, parseSessionTimes } from './session-message.ts'

test('what tabs tell each other', () => {
  expect(parseSessionMessage({ kind: 'over', more: 1 })).toEqual({ kind: 'over' })
  expect(parseSessionMessage({ kind: 'active', atMs: 5 })).toEqual({ kind: 'active', atMs: 5 })
  const renewed = { kind: 'renewed', endsAtMs: 9, renewAtMs: 3 }
  expect(parseSessionMessage(renewed)).toEqual(renewed)
})

test.each([null, 'over', 7, {}, { kind: 'active' }, { kind: 'renewed', endsAtMs: 1, renewAtMs: '2' }, { kind: 'x' }])(
  'passes over %j',
  (message) => expect(parseSessionMessage(message)).toBeNull(),
)

test('how long a session lasts', () => {
  expect(parseSessionTimes({ endsInMs: 1, refreshInMs: 0, more: true })).toEqual({ endsInMs: 1, refreshInMs: 0 })
  expect(() => parseSessionTimes({ endsInMs: 1 })).toThrow(TypeError)
  expect(() => parseSessionTimes({ endsInMs: Number.NaN, refreshInMs: 1 })).toThrow(TypeError)
})
