import { describe, expect, test } from 'vitest'
import { findCurrentSpace, isWithin, listCrumbs, type ShellSpace } from './shell-model.ts'

function createSpace(href: string, name: string): ShellSpace {
  return {
    href,
    name,
    kind: 'user',
    entries: [
      { label: 'Home', href: '/', icon: 'home' },
      {
        label: 'Workloads',
        href: `${href}/workloads`,
        icon: 'workloads',
        others: [{ label: 'Launch', href: `${href}/launch` }],
        hasNamedPages: true,
      },
      { label: 'Storage', href: `${href}/storage`, icon: 'storage' },
    ],
  }
}

const spaces = [createSpace('/spaces/u/alice', 'alice'), createSpace('/spaces/g/k3f9', 'Robotics')]
const adminEntries = [
  { label: 'Users', href: '/admin/users', icon: 'users' as const },
  { label: 'Volumes', href: '/admin/volumes', icon: 'storage' as const },
]

test.each([
  ['/spaces/u/alice', '/spaces/u/alice', true],
  ['/spaces/u/alice/storage', '/spaces/u/alice', true],
  ['/spaces/u/alice2/storage', '/spaces/u/alice', false],
  ['/profile', '/', false],
  ['/', '/', true],
])('%s within %s: %s', (pathname, href, expected) => {
  expect(isWithin(pathname, href)).toBe(expected)
})

test('the space is that of the address, elsewhere the person’s own', () => {
  expect(findCurrentSpace(spaces, '/spaces/g/k3f9/storage')?.name).toBe('Robotics')
  expect(findCurrentSpace(spaces, '/profile')?.name).toBe('alice')
  expect(findCurrentSpace([], '/')).toBeNull()
})

describe('crumbs', () => {
  const list = (pathname: string) =>
    listCrumbs({ spaces, adminEntries }, pathname, 'Administration').map(({ label }) => label)

  test.each([
    ['/', ['Home']],
    ['/spaces/g/k3f9/storage', ['Robotics', 'Storage']],
    ['/spaces/g/k3f9/storage/disk-1', ['Robotics', 'Storage']],
    ['/spaces/g/k3f9/workloads', ['Robotics', 'Workloads']],
    ['/spaces/g/k3f9/workloads/service/web', ['Robotics', 'Workloads', 'web']],
    ['/spaces/g/k3f9/launch', ['Robotics', 'Workloads', 'Launch']],
    ['/admin/volumes', ['Administration', 'Volumes']],
    ['/profile', []],
  ])('of %s', (pathname, labels) => {
    expect(list(pathname)).toEqual(labels)
  })
})
