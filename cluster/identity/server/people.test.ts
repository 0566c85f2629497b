import { expect, test } from 'vitest'
import { createPeople, isPasswordOf, toClaims } from './people.ts'
import { personSchema } from './person-schema.ts'

const alice = personSchema.parse({
  subject: '1',
  username: 'alice',
  password: 'p',
  name: 'Alice',
  email: 'a@example.org',
  hint: 'x',
})
const bob = { ...alice, subject: '2', username: 'bob', hint: undefined }

test('people are found by name and by subject, and shown only with a hint', () => {
  const people = createPeople([alice, bob])
  expect(people.getByUsername('bob')).toBe(bob)
  expect(people.getBySubject('1')).toBe(alice)
  expect(people.getByUsername('__proto__')).toBeNull()
  expect(people.listShown()).toEqual([alice])
})

test('the same subject under another name is a person renamed', () => {
  const people = createPeople([alice])
  people.set({ ...alice, username: 'alicia' })
  expect(people.getByUsername('alice')).toBeNull()
  expect(people.getBySubject('1')?.username).toBe('alicia')
})

test('a name that somebody else takes over leads to the new subject only', () => {
  const people = createPeople([alice])
  people.set({ ...bob, username: 'alice' })
  expect(people.getBySubject('1')).toBeNull()
  expect(people.getByUsername('alice')?.subject).toBe('2')
  expect(people.remove('alice')?.subject).toBe('2')
  expect(people.remove('alice')).toBeNull()
})

test('nobody has no password, not even the empty one', () => {
  expect(isPasswordOf(alice, 'p')).toBe(true)
  expect(isPasswordOf(alice, 'P')).toBe(false)
  expect(isPasswordOf(null, '')).toBe(false)
})

test('claims can be replaced by any others, but not the subject', () => {
  const odd = JSON.parse('{"sub":"3","groups":"text","__proto__":{"admin":true}}') as Record<string, unknown>
  const claims = toClaims({ ...alice, claims: odd })
  expect(claims).toMatchObject({ sub: '1', groups: 'text', preferred_username: 'alice' })
  expect(Object.getPrototypeOf(claims)).toBe(Object.prototype)
})
