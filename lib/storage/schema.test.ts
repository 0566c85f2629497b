import { expect, test } from 'vitest'
import { createVolumeSchema, volumeNameSchema, volumeSizeSchema, volumeTitleSchema } from './schema.ts'

const issues = (result: { error?: { issues: { message: string }[] } }) =>
  result.error?.issues.map(({ message }) => message)

test.each([
  ['10Gi', 10 * 1024 ** 3],
  [' 500M ', 500_000_000],
  ['0.5Gi', 512 * 1024 ** 2],
  ['1e9', 1_000_000_000],
  ['1536Mi', 1536 * 1024 ** 2],
])('%s is a size', (text, bytes) => {
  expect(volumeSizeSchema.parse(text)).toBe(bytes)
})

test.each(['-1Gi', '', 'ten', '10 Gi', '10GB', '1e', '0x10', 'NaN', 'Infinity', '1Gi; rm', '９Gi'])(
  '%j is no size',
  (text) => {
    expect(issues(volumeSizeSchema.safeParse(text))).toEqual(['storage.sizeInvalid'])
  },
)

test.each(['1e18', '1E', '8Ei', '9007199254740993', '99999999999Gi'])('%s is too large to be a size', (text) => {
  expect(issues(volumeSizeSchema.safeParse(text))).toEqual(['storage.sizeTooLarge'])
})

test('a size is text: numbers and lists are refused', () => {
  for (const value of [10, ['10Gi'], { toString: () => '10Gi' }, null]) {
    expect(volumeSizeSchema.safeParse(value).success).toBe(false)
  }
})

test.each(['data', 'my-data-2', 'a', 'x'.repeat(63)])('%s is a name', (name) => {
  expect(volumeNameSchema.parse(name)).toBe(name)
})

test.each([
  ['moorage-data', 'storage.nameReserved'],
  ['Data', 'storage.nameInvalid'],
  ['my.data', 'storage.nameInvalid'],
  ['-data', 'storage.nameInvalid'],
  ['data-', 'storage.nameInvalid'],
  ['1data', 'storage.nameInvalid'],
  ['', 'storage.nameInvalid'],
  ['../data', 'storage.nameInvalid'],
  ['data%2f', 'storage.nameInvalid'],
  ['data?', 'storage.nameInvalid'],
  ['data\0', 'storage.nameInvalid'],
  ['x'.repeat(64), 'storage.nameTooLong'],
])('%j is no name', (name, message) => {
  expect(issues(volumeNameSchema.safeParse(name))).toContain(message)
})

test('a title is what people write, without what steers a terminal or turns the writing', () => {
  expect(volumeTitleSchema.parse(' 共用資料 ')).toBe('共用資料')
  for (const title of ['a\u202Eb', 'a\nb', 'a\u0000b']) {
    expect(issues(volumeTitleSchema.safeParse(title))).toEqual(['storage.titleInvalid'])
  }
})

test('what a form sends is parsed whole, and nothing else is taken along', () => {
  const input = {
    space: 'u/alice',
    name: 'data',
    size: '1Gi',
    storageClass: 'standard',
    accessMode: 'ReadWriteOnce',
    launchId: '0b0e2d3c-4a5f-4c61-8a2f-0d8c1c6f3e11',
  }
  expect(createVolumeSchema.parse({ ...input, namespace: 'kube-system', volumeName: 'pv-1' })).toEqual({
    ...input,
    size: 1024 ** 3,
  })
  for (const changed of [
    { space: 'user-alice-storage' },
    { space: 'u/../bob' },
    { launchId: 'again' },
    { accessMode: 'ReadOnlyMany' },
    { storageClass: '' },
  ]) {
    expect(createVolumeSchema.safeParse({ ...input, ...changed }).success).toBe(false)
  }
})
