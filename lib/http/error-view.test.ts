import { expect, test } from 'vitest'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { MessageParams } from '#lib/errors.ts'
import { parseInput, toAppError, toErrorView } from './error-view.ts'

const requestId = 'a1b2'
const sentences: Record<string, string> = {
  'storage.shrink': '{size} 太小了',
  'kube.not-found': '找不到 {name}',
  'input.too_small': '至少 {minimum}',
}

function translate(key: string, params: MessageParams): string | null {
  const sentence = sentences[key]
  return sentence?.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name])) ?? null
}

function catchError(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}

const toView = (thrown: unknown) => toErrorView(toAppError(thrown), { requestId, translate })

test('a foreseen error is told in the person’s language, and with its key', () => {
  const error = new AppError('INVALID_INPUT', '5Gi is too small.', {
    messageKey: 'storage.shrink',
    params: { size: '5Gi' },
  })
  expect(toView(error)).toEqual({
    code: 'INVALID_INPUT',
    message: '5Gi 太小了',
    messageKey: 'storage.shrink',
    params: { size: '5Gi' },
    requestId,
  })
})

test('without a translation the sentence itself is shown', () => {
  expect(toView(new AppError('CONFLICT', 'It exists.', { messageKey: 'storage.unknown' })).message).toBe('It exists.')
  expect(toView(new AppError('CONFLICT', 'It exists.'))).toEqual({ code: 'CONFLICT', message: 'It exists.', requestId })
})

test('a refusal of the API server has a key by its case, and its words apart', () => {
  const error = new AppError('NOT_FOUND', 'Nothing named "a".', {
    details: { kubeCase: 'not-found', name: 'a', kind: 'pods', rawMessage: 'pods "a" not found', status: 404 },
  })
  expect(toView(error)).toEqual({
    code: 'NOT_FOUND',
    message: '找不到 a',
    messageKey: 'kube.not-found',
    params: { name: 'a', kind: 'pods' },
    raw: 'pods "a" not found',
    requestId,
  })
})

test('what was not foreseen says nothing but its number', () => {
  const secrets = [
    new TypeError('postgres://admin:hunter2@db'),
    new AppError('INTERNAL', 'hunter2', { details: { rawMessage: 'hunter2' }, messageKey: 'hunter.two' }),
    'hunter2',
  ]
  for (const thrown of secrets) {
    const view = toView(thrown)
    expect(view).toMatchObject({ code: 'INTERNAL', messageKey: 'code.INTERNAL', requestId })
    expect(JSON.stringify(view)).not.toContain('hunter')
  }
})

test('the cluster refusing the portal’s account does not send anybody to the sign-in', () => {
  const error = new AppError('UNAUTHENTICATED', 'Not accepted.', { details: { kubeCase: 'unauthenticated' } })
  expect(toView(error)).toMatchObject({ code: 'UNAVAILABLE', messageKey: 'kube.unauthenticated' })
  expect(toView(new AppError('UNAUTHENTICATED', 'Signed out.')).code).toBe('UNAUTHENTICATED')
})

test('input that cannot be used has a sentence at each field', () => {
  const schema = z.object({
    size: z.string('storage.sizeMissing'),
    mounts: z.array(z.object({ path: z.string().min(2) })),
    copies: z.number(),
  })
  const error = catchError(() => parseInput(schema, { size: 1, mounts: [{ path: 'ok' }, { path: '' }] }))
  expect(toView(error)).toMatchObject({
    code: 'INVALID_INPUT',
    messageKey: 'input.invalid',
    fields: {
      size: 'This cannot be used.',
      'mounts.1.path': '至少 2',
      copies: 'Invalid input: expected number, received undefined',
    },
  })
})

test('input that can be used is what the schema makes of it', () => {
  expect(parseInput(z.object({ a: z.string().trim() }), { a: ' x ', b: 1 })).toEqual({ a: 'x' })
})
