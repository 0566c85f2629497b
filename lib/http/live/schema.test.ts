import { expect, test } from 'vitest'
import { streamQuerySchema } from './schema.ts'

test('one space is a text, several are a list, each counts once', () => {
  expect(streamQuerySchema.parse({ space: 'u:alice' }).space).toEqual(['u/alice'])
  expect(streamQuerySchema.parse({ space: ['u:alice', 'g:k3f9', 'u:alice'] }).space).toEqual(['u/alice', 'g/k3f9'])
  expect(streamQuerySchema.parse({ scope: 'admin' })).toEqual({ space: [], scope: 'admin' })
})

test.each([
  [{}],
  [{ space: '' }],
  [{ space: 'u/alice' }],
  [{ space: 'u:Alice' }],
  [{ space: 'u:../bob' }],
  [{ space: 'x:alice' }],
  [{ space: 'user-alice-storage' }],
  [{ space: ['u:alice', '*'] }],
  [{ space: Array.from({ length: 51 }, (_, index) => `u:a${index}`) }],
  [{ space: 'u:alice', scope: 'all' }],
  [{ space: 'u:alice', since: 'x'.repeat(41) }],
])('%j is refused', (query) => {
  expect(streamQuerySchema.safeParse(query).success).toBe(false)
})
