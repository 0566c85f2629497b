import { describe, expect, test } from 'vitest'
import { logsQuerySchema } from './schema-logs.ts'
import { workloadParamsSchema } from './schema-refs.ts'
import { createTerminalTicketSchema } from './schema-tickets.ts'

const WORKLOAD = { space: 'u/alice', kind: 'service', name: 'web', uid: 'u1' }
const PARAMS = { kind: 'u', id: 'alice', workloadKind: 'service', name: 'web' }

test('plain names are taken', () => {
  expect(logsQuerySchema.parse({ pod: 'web-5d4f', container: 'main' })).toMatchObject({ pod: 'web-5d4f' })
  expect(createTerminalTicketSchema.parse({ ...WORKLOAD, pod: 'web-5d4f', container: 'main' }).pod).toBe('web-5d4f')
  expect(workloadParamsSchema.parse(PARAMS)).toEqual({ space: 'u/alice', kind: 'service', name: 'web' })
})

describe.each(['..', '..%2f', '../b', 'a?b', 'a#b', 'a%00', 'a\0', '%zz', 'a/../b', 'a\\b', 'a b', ''])(
  'the name %j',
  (name) => {
    test.each([
      ['the pod of a log', logsQuerySchema, { pod: name }],
      ['the container of a log', logsQuerySchema, { container: name }],
      ['a place in a log', logsQuerySchema, { from: `${name}/main/2026-01-02T03:04:05Z/1` }],
      ['the pod of a terminal', createTerminalTicketSchema, { ...WORKLOAD, pod: name }],
      ['the container of a terminal', createTerminalTicketSchema, { ...WORKLOAD, pod: 'web-x', container: name }],
      ['the workload of a terminal', createTerminalTicketSchema, { ...WORKLOAD, name, pod: 'web-x' }],
      ['the workload of a path', workloadParamsSchema, { ...PARAMS, name }],
      ['the kind of a path', workloadParamsSchema, { ...PARAMS, workloadKind: name }],
      ['the space of a path', workloadParamsSchema, { ...PARAMS, id: name }],
    ])('is refused as %s', (_what, schema, input) => {
      expect(schema.safeParse(input).success).toBe(false)
    })
  },
)
