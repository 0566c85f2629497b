import { expect, test } from 'vitest'
import { z } from 'zod'
import { createLateResolver, createSchemaResolver } from './schema-resolver.ts'

const schema = z.object({
  name: z.string().regex(/^[a-z]+$/, 'storage.badName'),
  size: z.number().min(1),
  mounts: z.array(z.object({ path: z.string().min(1) })),
})

const sentences: Record<string, string> = {
  'storage.badName': 'Only small letters.',
  'input.too_small': 'At least {minimum}.',
}
const resolve = createSchemaResolver(
  schema,
  (key, params) => sentences[key]?.replace('{minimum}', String(params.minimum)) ?? null,
)

function check(values: z.input<typeof schema>) {
  return resolve(values, undefined, { fields: {}, shouldUseNativeValidation: false })
}

test('values that fit go through as they are', async () => {
  const values = { name: 'data', size: 10, mounts: [] }
  expect(await check(values)).toEqual({ values, errors: {} })
})

test('each field gets its sentence, nested ones too', async () => {
  const { errors } = await check({ name: 'Data 1', size: 0, mounts: [{ path: '/data' }, { path: '' }] })
  expect(errors).toEqual({
    name: { type: 'schema', message: 'Only small letters.' },
    size: { type: 'schema', message: 'At least 1.' },
    mounts: [undefined, { path: { type: 'schema', message: 'At least 1.' } }],
  })
})

test('an error of the schema itself is not taken for wrong input', async () => {
  const broken = createSchemaResolver(
    z.object({ name: z.string().refine(() => JSON.parse('{') as boolean) }),
    () => null,
  )
  await expect(async () =>
    broken({ name: 'x' }, undefined, { fields: {}, shouldUseNativeValidation: false }),
  ).rejects.toThrow(SyntaxError)
})

test('a schema that comes late says the same, and one that never comes leaves it to the server', async () => {
  const options = { fields: {}, shouldUseNativeValidation: false }
  const values = { name: 'Data 1', size: 10, mounts: [] }
  const late = createLateResolver(
    () => Promise.resolve(schema),
    () => 'wrong',
  )
  expect(await late(values, undefined, options)).toEqual({
    values: {},
    errors: { name: { type: 'schema', message: 'wrong' } },
  })
  const lost = createLateResolver<typeof values>(
    () => Promise.reject(new TypeError('gone')),
    () => 'wrong',
  )
  expect(await lost(values, undefined, options)).toEqual({ values, errors: {} })
})
