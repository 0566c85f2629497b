import { inspect } from 'node:util'
import { expect, test, vi } from 'vitest'
import { AppError } from './errors.ts'

test('an error of another copy of the module is the same kind of error', async () => {
  vi.resetModules()
  const other = await import('./errors.ts')
  expect(other.AppError).not.toBe(AppError)
  const error = new other.AppError('CONFLICT', 'It exists.', { details: { kubeCase: 'already-exists' } })
  expect(error instanceof AppError).toBe(true)
  expect(error.details.kubeCase).toBe('already-exists')
  expect(new Error('x') instanceof AppError).toBe(false)
})

test('printing an error does not print what the API server said', () => {
  const error = new AppError('INVALID_INPUT', 'Not accepted.', { details: { rawMessage: 'token: s3cr3t' } })
  expect(inspect(error)).not.toContain('s3cr3t')
  expect(JSON.stringify(error)).not.toContain('s3cr3t')
})
