import { expect, test } from 'vitest'
import { routes } from './routes.ts'

test('a space is a part of the path', () => {
  expect(routes.storage('u/alice')).toBe('/spaces/u/alice/storage')
  expect(routes.quota('g/k3f9')).toBe('/spaces/g/k3f9/quota')
  expect(routes.activity('u/alice')).toBe('/spaces/u/alice/activity')
})

test('a name cannot lead to another page', () => {
  expect(routes.storage('u/../../admin')).toBe('/spaces/u/..%2F..%2Fadmin/storage')
  expect(routes.storage('u/a?b#c')).toBe('/spaces/u/a%3Fb%23c/storage')
})

test('what is empty is not in the query', () => {
  expect(routes.admin.users()).toBe('/admin/users')
  expect(routes.admin.users({ search: '' })).toBe('/admin/users')
  expect(routes.admin.users({ search: 'a&b', page: 2 })).toBe('/admin/users?search=a%26b&page=2')
  expect(routes.signIn('/spaces/u/alice/storage?a=1')).toBe('/sign-in?callback=%2Fspaces%2Fu%2Falice%2Fstorage%3Fa%3D1')
})

test('a stream names its spaces with colons', () => {
  const address = routes.api.events({ spaces: ['u/alice', 'g/k3f9'], isAdmin: true, since: 'abc-1' })
  expect([...new URL(address, 'http://x').searchParams]).toEqual([
    ['space', 'u:alice'],
    ['space', 'g:k3f9'],
    ['scope', 'admin'],
    ['since', 'abc-1'],
  ])
})
