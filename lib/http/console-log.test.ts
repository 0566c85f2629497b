import { expect, test, vi } from 'vitest'
import { log } from '#lib/log.ts'
import { redirectConsole } from './console-log.ts'

test('what is printed becomes a line of the log, without secrets', () => {
  const error = vi.spyOn(log, 'error').mockImplementation(() => {})
  const target: Partial<Console> = {}
  redirectConsole(target)
  target.error?.('failed for %s', 'alice', new Error('token=abcdefgh'))
  expect(error.mock.calls[0]?.[0]).toMatch(/^failed for alice Error: token=…\n/)
  error.mockRestore()
})
