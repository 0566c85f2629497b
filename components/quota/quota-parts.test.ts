import { expect, test } from 'vitest'
import type { QuotaItem } from '#lib/quota/schema.ts'
import { listTight, splitQuota } from './quota-parts.ts'

const item = (used: number, limit: number): QuotaItem => ({ resource: 'pods', unit: 'count', used, limit, holders: [] })

test('what is hardly used is set apart, and so is what is not to be had', () => {
  const items = [item(9, 10), item(5, 100), item(4, 100), item(0, 10), item(0, 0)]
  expect(splitQuota(items)).toEqual({ shown: items.slice(0, 2), fine: items.slice(2, 4), none: items.slice(4) })
})

test('what is used beyond a limit of nothing is shown', () => {
  expect(splitQuota([item(1, 0)]).shown).toHaveLength(1)
  expect(listTight([item(1, 0)])).toHaveLength(1)
})

test('three quarters are worth a word', () => {
  expect(listTight([item(75, 100), item(74, 100)])).toEqual([item(75, 100)])
})
