import { describe, expect, it } from 'vitest'
import {
  type BrowseState,
  FIRST_STATE,
  formatBrowseHref,
  parseBrowseState,
  toFolderState,
  toNextSort,
} from './browse-state.ts'

const BASE = '/spaces/u/alice/files/disk'

function read(href: string): BrowseState {
  const { pathname, searchParams } = new URL(href, 'http://moorage.localhost')
  return parseBrowseState(BASE, pathname, searchParams)
}

describe('the address of what is looked at', () => {
  it.each<Partial<BrowseState>>([
    {},
    { path: 'a/b%20c/%E5%9C%96' },
    { path: 'brackets%20%281%29%21%27', sort: 'size', isDescending: true },
    { path: 'not-utf8-%FF/deeper', filter: 'x&y=z' },
    { path: 'page.rsc' },
    { path: '%2525', view: 'grid', areHiddenShown: true },
    { show: 'trash' },
    { path: 'photos', preview: 'a%20b.png', marked: '%FF' },
    { path: 'photos', search: '圖 100%' },
    { sort: 'name', isDescending: true },
  ])('comes back as it was: %o', (change) => {
    const state = { ...FIRST_STATE, ...change }
    expect(read(formatBrowseHref(BASE, state))).toEqual(state)
  })

  it('is the plain folder when all is as at first', () => {
    expect(formatBrowseHref(BASE, { ...FIRST_STATE, path: 'a/b' })).toBe(`${BASE}/a/b`)
    expect(formatBrowseHref(BASE, FIRST_STATE)).toBe(BASE)
  })

  it('keeps names that are no UTF-8 out of the path', () => {
    expect(formatBrowseHref(BASE, { ...FIRST_STATE, path: 'x/%FF' })).toBe(`${BASE}?at=x%2F%25FF`)
  })

  it('passes over what makes no sense', () => {
    expect(read(`${BASE}/..%2Fetc`)).toEqual(FIRST_STATE)
    expect(read(`${BASE}/%FF`)).toEqual(FIRST_STATE)
    expect(read(`${BASE}?sort=-owner&view=tiles&show=all&at=..&preview=a/b&marked=%2e%2e`)).toEqual(FIRST_STATE)
  })

  it('takes what somebody typed into the address bar', () => {
    expect(read(`${BASE}/my folder/(draft)/`).path).toBe('my%20folder/%28draft%29')
  })
})

it('takes sort, view and hidden files along into another folder, and nothing else', () => {
  const before = { ...FIRST_STATE, path: 'a', sort: 'size' as const, view: 'grid' as const, areHiddenShown: true }
  const after = toFolderState({ ...before, filter: 'x', search: 'y', preview: 'z', show: 'trash' }, 'a/b', 'c')
  expect(after).toEqual({ ...before, path: 'a/b', marked: 'c' })
})

it('begins with the largest and the newest, and turns round the second time', () => {
  expect(toNextSort(FIRST_STATE, 'size')).toEqual({ sort: 'size', isDescending: true })
  expect(toNextSort(FIRST_STATE, 'name')).toEqual({ sort: 'name', isDescending: true })
  expect(toNextSort({ sort: 'size', isDescending: true }, 'size')).toEqual({ sort: 'size', isDescending: false })
  expect(toNextSort(FIRST_STATE, 'kind')).toEqual({ sort: 'kind', isDescending: false })
})
