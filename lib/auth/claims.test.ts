import { expect, test } from 'vitest'
import { parseClaims } from './claims.ts'

const names = { usernameClaim: 'preferred_username', groupsClaim: 'groups', adminGroup: 'moorage-admins' }
const read = (claims: Record<string, unknown>) => parseClaims({ sub: 'alice-1', ...claims }, names)

test('an ordinary person', () => {
  const claims = { preferred_username: 'alice', name: 'Alice Adams', email: 'alice@example.org', groups: ['a', 'b'] }
  expect(read(claims)).toEqual({
    subject: 'alice-1',
    preferredName: 'alice',
    displayName: 'Alice Adams',
    email: 'alice@example.org',
    isInAdminGroup: false,
    groups: new Set(['a', 'b']),
  })
})

test.each([
  [['moorage-admins'], true],
  ['moorage-admins', true],
  ['moorage-admins,other', false],
  [['Moorage-Admins'], false],
  [[], false],
  ['', false],
  [undefined, false],
  [null, false],
])('groups %j: an administrator is %s', (groups, isInAdminGroup) => {
  expect(read({ groups }).isInAdminGroup).toBe(isInAdminGroup)
})

test('without an administrators’ group in the settings nobody is one by a group, not even of a missing name', () => {
  const groups = ['moorage-admins', '', 'null', 'undefined']
  expect(parseClaims({ sub: 'a', groups }, { ...names, adminGroup: null }).isInAdminGroup).toBe(false)
})

test.each([
  [[['moorage-admins']]],
  [[{ name: 'moorage-admins' }]],
  [{ 'moorage-admins': true }],
  [['a', 7]],
  [7],
  [true],
  [Array.from({ length: 10_001 }, (_, index) => `group-${index}`)],
])('groups of another form are refused, not guessed at', (groups) => {
  expect(() => read({ groups })).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }))
})

test('ten thousand groups can be read', () => {
  const groups = [...Array.from({ length: 9_999 }, (_, index) => `group-${index}`), 'moorage-admins']
  expect(read({ groups })).toMatchObject({ isInAdminGroup: true, groups: { size: 10_000 } })
})

test.each(['__proto__', 'constructor', 'toString'])('%s is a claim like any other', (name) => {
  const claims = JSON.parse(`{"sub":"alice-1","${name}":["moorage-admins"],"name":"Alice"}`) as unknown
  expect(parseClaims(claims, names).isInAdminGroup).toBe(false)
  expect(parseClaims({ sub: 'a' }, { ...names, usernameClaim: name, groupsClaim: 'groups' }).preferredName).toBe('')
  expect(parseClaims({ sub: 'a' }, { ...names, groupsClaim: name }).groups.size).toBe(0)
  expect(Object.hasOwn(Object.prototype, 'moorage-admins')).toBe(false)
})

test.each([[undefined], [''], [7], [null], ['x'.repeat(256)], [['alice-1']]])('no subject %j, no person', (sub) => {
  expect(() => parseClaims({ sub }, names)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }))
})

test.each([[null], ['alice'], [[{ sub: 'alice-1' }]], [undefined]])('%j are no claims', (raw) => {
  expect(() => parseClaims(raw, names)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }))
})

test('a name is shown without what steers a terminal or turns the writing round, and is never too long', () => {
  expect(read({ name: 'A\u202elice\u0007\n' }).displayName).toBe('Alice')
  expect(read({ name: 'x'.repeat(500) }).displayName).toHaveLength(200)
  expect(read({ name: { first: 'Alice' }, preferred_username: 'alice' }).displayName).toBe('alice')
})
