import { assert, property, string } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isUsername } from './space-id.ts'
import { isReservedUsername, toSlug, toUsernameCandidates } from './username.ts'

const alice = { issuer: 'https://id.example.org', subject: 'alice-1' }
const other = { issuer: 'https://id.example.org', subject: 'alice-2' }

test.each([
  ['Jöhn', 'john'],
  ['john.', 'john'],
  ['JOHN', 'john'],
  ['j.ohn', 'j-ohn'],
  ['john@example.org', 'john'],
  [' John  Doe ', 'john-doe'],
  ['Strauß', 'strauss'],
  ['Łukasz', 'lukasz'],
  ['Ｊｏｈｎ', 'john'],
  ['--a--b--', 'a-b'],
  ['x'.repeat(80), 'x'.repeat(50)],
  [`${'x'.repeat(49)}.y`, 'x'.repeat(49)],
])('%j becomes %s', (claim, slug) => {
  expect(toSlug(claim)).toEqual({ text: slug, isLossy: false })
  expect(toUsernameCandidates(alice, claim)[0]).toBe(slug)
})

test('names that become the same get different names in the end, by identity alone', () => {
  const [first, second] = toUsernameCandidates(alice, 'Jöhn')
  const [otherFirst, otherSecond] = toUsernameCandidates(other, 'JOHN')
  expect(otherFirst).toBe(first)
  expect(second).toMatch(/^john-[0-9a-f]{6}$/)
  expect(otherSecond).not.toBe(second)
})

test('letters that only look plain never give the plain name itself', () => {
  // The first letter is Cyrillic.
  const candidates = toUsernameCandidates(alice, 'аlice')
  expect(candidates[0]).toMatch(/^lice-[0-9a-f]{6}$/)
  expect(candidates).not.toContain('alice')
  expect(candidates).not.toContain('lice')
})

test.each(['', '   ', '...', '@', '王小明', '😀'])('%j has a name all the same', (claim) => {
  const [first] = toUsernameCandidates(alice, claim)
  expect(first).toMatch(/^p-[0-9a-f]{12}$/)
})

describe('reserved names', () => {
  test.each([
    'admin',
    'root',
    'system',
    'moorage',
    'kube-system',
    'group-1',
    'user-alice',
    'x-storage',
    'x-disk',
    'Admin.',
  ])('%s goes to nobody', (claim) => {
    const candidates = toUsernameCandidates(alice, claim)
    expect(candidates.length).toBeGreaterThan(0)
    expect(candidates.filter(isReservedUsername)).toEqual([])
    expect(candidates).not.toContain(toSlug(claim).text)
  })

  test('whoever is called admin at the provider is admin with a suffix here', () => {
    expect(toUsernameCandidates(alice, 'admin')[0]).toMatch(/^admin-[0-9a-f]{6}$/)
  })

  test('ordinary names are free', () => {
    expect(['alice', 'bob', 'adminton', 'kubert', 'storage-1', 'grouper'].filter(isReservedUsername)).toEqual([])
  })
})

test('whatever the claim is: some names, all of them fit, none twice, always the same ones', () => {
  assert(
    property(string({ unit: 'binary' }), string(), (claim, subject) => {
      const identity = { issuer: alice.issuer, subject }
      const candidates = toUsernameCandidates(identity, claim)
      expect(candidates.length).toBeGreaterThanOrEqual(2)
      expect(candidates.every((name) => isUsername(name) && `user-${name}-storage`.length <= 63)).toBe(true)
      expect(new Set(candidates).size).toBe(candidates.length)
      expect(toUsernameCandidates(identity, claim)).toEqual(candidates)
    }),
  )
})
