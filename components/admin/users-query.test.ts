import { expect, test } from 'vitest'
import { toUsersInput } from './users-query.ts'
import { toVolumesInput } from './volumes-query.ts'

test.each([
  [{}, { search: '', page: 1, pageSize: 25 }],
  [
    { search: ' bob ', page: '3' },
    { search: 'bob', page: 3 },
  ],
  [{ show: 'disabled' }, { state: 'disabled' }],
  [{ show: 'admin' }, { role: 'admin' }],
])('users: %j asks for %j', (address, input) => {
  expect(toUsersInput(address)).toMatchObject(input)
})

test.each([
  { page: '-1' },
  { page: 'x' },
  { page: '1e9' },
  { show: 'nobody' },
  { show: ['disabled', 'admin'] },
  { search: 'x'.repeat(500) },
])('users: nonsense as %j is nothing worse than a first page', (address) => {
  const { page, state, role } = toUsersInput(address)
  expect({ page, state, role }).toEqual({ page: 1, state: undefined, role: undefined })
})

test.each([
  [{}, { sort: 'space', isDescending: false, phase: undefined }],
  [
    { sort: '-share', page: '2' },
    { sort: 'share', isDescending: true, page: 2 },
  ],
  [
    { sort: 'uid', phase: 'nowhere' },
    { sort: 'space', isDescending: false, phase: undefined },
  ],
  [{ phase: 'grow-failed' }, { phase: 'grow-failed' }],
])('volumes: %j asks for %j', (address, input) => {
  expect(toVolumesInput(address)).toMatchObject(input)
})
