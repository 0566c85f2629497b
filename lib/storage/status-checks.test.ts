import { expect, test } from 'vitest'
import type { QuotaItem, QuotaView } from '#lib/quota/schema.ts'
import type { Claim } from './objects-claims.ts'
import type { StorageClass } from './schema.ts'
import { checkGrowth, checkNewVolume } from './status-checks.ts'

const GIB = 1024 ** 3

const standard: StorageClass = {
  name: 'standard',
  description: null,
  isDefault: true,
  canGrow: true,
  accessModes: ['ReadWriteOnce'],
  minimumBytes: GIB,
  waitsForFirstUse: true,
}

function quota({ storage, volumes }: { storage: [number, number]; volumes: [number, number] }): QuotaView {
  const item = (resource: QuotaItem['resource'], [used, limit]: [number, number]): QuotaItem => ({
    resource,
    used,
    limit,
    unit: resource === 'storage' ? 'bytes' : 'count',
    holders: [],
  })
  return { items: [item('storage', storage), item('volumes', volumes)], isComplete: true }
}
const roomy = quota({ storage: [10 * GIB, 100 * GIB], volumes: [1, 5] })

const input = { name: 'data', size: 10 * GIB, accessMode: 'ReadWriteOnce' as const }

function check(changes: Partial<typeof input> = {}, known: Partial<Parameters<typeof checkNewVolume>[1]> = {}) {
  const refusal = checkNewVolume(
    { ...input, ...changes },
    { kind: 'user', storageClass: standard, quota: roomy, isTaken: false, ...known },
  )
  return refusal && Object.fromEntries(Object.entries(refusal.fields).map(([field, one]) => [field, one.messageKey]))
}

test('a wish that fits is let through, up to the last byte', () => {
  expect(check()).toBeNull()
  expect(check({ size: 90 * GIB })).toBeNull()
})

test.each<[Partial<typeof input>, Partial<Parameters<typeof checkNewVolume>[1]>, Record<string, string>]>([
  [{ name: 'Data' }, {}, { name: 'storage.nameInvalid' }],
  [{ name: 'moorage-x' }, {}, { name: 'storage.nameReserved' }],
  [{}, { isTaken: true }, { name: 'storage.nameTaken' }],
  [{ size: 1 }, {}, { size: 'storage.sizeTooSmall' }],
  [{ size: GIB - 1 }, {}, { size: 'storage.sizeTooSmall' }],
  [{ size: 90 * GIB + 1 }, {}, { size: 'storage.sizeBeyondQuota' }],
  [{}, { storageClass: undefined }, { storageClass: 'storage.classUnknown' }],
  [
    {},
    { storageClass: { ...standard, accessModes: ['ReadWriteMany'] } },
    { accessMode: 'storage.accessModeNotOffered' },
  ],
  [{}, { quota: quota({ storage: [0, 100 * GIB], volumes: [5, 5] }) }, { name: 'storage.noVolumesLeft' }],
  [{ name: '', size: 1 }, {}, { name: 'storage.nameInvalid', size: 'storage.sizeTooSmall' }],
])('%j with %j is refused at the field', (changes, known, fields) => {
  expect(check(changes, known)).toEqual(fields)
})

test('in a group the name is what people call it, and may be empty', () => {
  expect(check({ name: '' }, { kind: 'group' })).toBeNull()
  expect(check({ name: '共用資料' }, { kind: 'group' })).toBeNull()
  expect(check({ name: 'a\nb' }, { kind: 'group' })).toEqual({ name: 'storage.titleInvalid' })
})

test('the sentence about the quota says what is left', () => {
  const refusal = checkNewVolume(
    { ...input, size: 200 * GIB },
    { kind: 'user', storageClass: standard, quota: roomy, isTaken: false },
  )
  expect(refusal).toMatchObject({
    isQuota: true,
    fields: { size: { params: { left: '90 GiB', used: '10 GiB', limit: '100 GiB' } } },
  })
})

const claim = {
  requestedBytes: 10 * GIB,
  capacityBytes: 10 * GIB,
  storageClass: 'standard',
  state: 'bound',
  growth: 'none',
  hasNode: true,
  isDeleting: false,
} as Claim

function grow(
  sizeBytes: number,
  changes: Partial<Claim> = {},
  more: { storageClass?: StorageClass; quota?: QuotaView } = {},
) {
  const refusal = checkGrowth(
    { ...claim, ...changes },
    { sizeBytes, storageClass: 'storageClass' in more ? more.storageClass : standard, quota: more.quota ?? roomy },
  )
  return refusal ? refusal.fields.size?.messageKey : null
}

test('growth takes from the quota only what is added', () => {
  expect(grow(100 * GIB)).toBeNull()
  expect(grow(100 * GIB + 1)).toBe('storage.sizeBeyondQuota')
})

test.each<[number, Partial<Claim>, { storageClass?: StorageClass }, string]>([
  [10 * GIB, {}, {}, 'storage.shrink'],
  [5 * GIB, {}, {}, 'storage.shrink'],
  [20 * GIB, {}, { storageClass: { ...standard, canGrow: false } }, 'storage.classCannotGrow'],
  [20 * GIB, {}, { storageClass: undefined }, 'storage.classCannotGrow'],
  [20 * GIB, { state: 'pending', hasNode: false }, {}, 'storage.growsLater'],
  [20 * GIB, { state: 'pending' }, {}, 'storage.growsLater'],
  [20 * GIB, { isDeleting: true }, {}, 'storage.growsNoMore'],
  [20 * GIB, { state: 'lost' }, {}, 'storage.growsNoMore'],
])('to %d bytes with %j and %j is refused', (sizeBytes, changes, more, messageKey) => {
  expect(grow(sizeBytes, changes, more)).toBe(messageKey)
})

test('a volume whose growth failed or goes on may be asked for more', () => {
  expect(grow(30 * GIB, { requestedBytes: 20 * GIB, growth: 'failed' })).toBeNull()
  expect(grow(30 * GIB, { requestedBytes: 20 * GIB, growth: 'running' })).toBeNull()
  expect(grow(15 * GIB, { requestedBytes: 20 * GIB, growth: 'running' })).toBe('storage.shrink')
})
