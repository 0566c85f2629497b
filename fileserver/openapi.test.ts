import { writeFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { Asked, FileRequests } from './testing/file-requests.ts'
import { shareServer } from './testing/shared-server.ts'

const shared = shareServer()
const documentSchema = z.object({
  openapi: z.string(),
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.object({
        parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })),
        responses: z.record(
          z.string(),
          z.object({
            content: z
              .record(z.string(), z.object({ schema: z.record(z.string(), z.unknown()).optional() }))
              .optional(),
          }),
        ),
      }),
    ),
  ),
  components: z.object({ schemas: z.object({ Problem: z.record(z.string(), z.unknown()) }) }),
})
let files: FileRequests
let document: z.infer<typeof documentSchema>

beforeEach(async () => {
  files = shared.files
  document = documentSchema.parse((await files.ask('GET', fileRoutes.openApi())).json)
})

/** Checks an answer against what the document says of it, and returns how many bodies were compared. */
async function expectAsDescribed(method: string, route: string, asked: Asked = {}): Promise<number> {
  const answer = await files.ask(method, route, asked)
  const operation = document.paths[route]?.[method.toLowerCase()]
  if (!operation) throw new Error(`The document has no ${method} ${route}.`)
  const described = operation.responses[String(answer.status)] ?? operation.responses.default
  const type = (answer.headers.get('content-type') ?? '').replace(/;.*/, '')
  const isProblem = operation.responses[String(answer.status)] === undefined
  const schema = isProblem ? document.components.schemas.Problem : described?.content?.[type]?.schema
  if (described?.content && !isProblem && !(type in described.content) && route !== fileRoutes.content()) {
    throw new Error(`${method} ${route} answers ${type}.`)
  }
  if (!schema) return 0
  const bodies = type === 'application/x-ndjson' ? answer.text.split('\n').filter((line) => line !== '') : [answer.text]
  for (const body of bodies) z.fromJSONSchema(schema).parse(JSON.parse(Buffer.from(body, 'latin1').toString()))
  return bodies.length
}

test('it describes every address of the protocol', () => {
  expect(document.openapi).toMatch(/^3\.1/)
  const known = Object.values(fileRoutes).map((toRoute) =>
    toRoute('_1_', '_2_').replace('_1_', ':').replace('_2_', ':'),
  )
  const described = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, ':'))
  expect(described.toSorted()).toEqual(expect.arrayContaining(known.toSorted()))
})

test('answers of the running server are what it says', async () => {
  await writeFile(shared.at('a.txt'), 'text')
  shared.give()
  const steps: [string, string, Asked?][] = [
    ['GET', fileRoutes.ready()],
    ['GET', fileRoutes.openApi()],
    ['GET', fileRoutes.usage()],
    ['POST', fileRoutes.mkdir(), { json: { path: 'd' } }],
    ['POST', fileRoutes.mkdir(), { json: { path: 'd' } }],
    ['POST', fileRoutes.mkdir(), { json: {} }],
    ['POST', fileRoutes.createFile(), { json: { path: 'd/f' } }],
    ['GET', fileRoutes.list(), { query: { path: '' } }],
    ['GET', fileRoutes.list(), { query: { limit: '100000' } }],
    ['GET', fileRoutes.stat(), { query: { path: 'a.txt' } }],
    [
      'POST',
      fileRoutes.copy(),
      {
        json: {
          items: [
            { from: 'd', to: 'e' },
            { from: 'none', to: 'x' },
            { from: 'a.txt', to: 'd' },
          ],
        },
      },
    ],
    ['POST', fileRoutes.move(), { json: { items: [{ from: 'e', to: 'g' }] } }],
    ['GET', fileRoutes.search(), { query: { text: 'a' } }],
    ['GET', fileRoutes.sizes()],
    ['POST', fileRoutes.estimate(), { json: { paths: ['d', 'g'] } }],
    ['PUT', fileRoutes.content(), { query: { path: 'a.txt' }, headers: { 'if-match': '*' }, body: 'other' }],
    ['PUT', fileRoutes.content(), { query: { path: 'a.txt' }, headers: { 'if-match': '"x"' }, body: 'other' }],
    ['PUT', fileRoutes.content(), { query: { path: 'b.txt' }, headers: { 'if-none-match': '*' }, body: 'new' }],
    ['GET', fileRoutes.content(), { query: { path: 'd' } }],
    ['POST', fileRoutes.delete(), { json: { paths: ['g', 'b.txt'] } }],
    ['GET', fileRoutes.trash()],
    ['POST', fileRoutes.restore(), { json: { ids: ['none'] } }],
    ['POST', fileRoutes.emptyTrash(), { json: {} }],
  ]
  for (const [method, route, asked] of steps) {
    expect([method, route, await expectAsDescribed(method, route, asked)]).toEqual([method, route, expect.any(Number)])
  }
  expect(await expectAsDescribed('GET', fileRoutes.content(), { query: { path: 'a.txt' } })).toBe(0)
  expect(await expectAsDescribed('GET', fileRoutes.list(), { query: { path: '' } })).toBe(1)
})

test('the check sees an answer that is not as described', async () => {
  const operation = document.paths[fileRoutes.usage()]?.get
  const schema = operation?.responses['200']?.content?.['application/json']?.schema
  if (!schema) throw new Error('The document does not describe usage.')
  schema.required = ['something']
  schema.properties = { something: { type: 'string' } }
  await expect(expectAsDescribed('GET', fileRoutes.usage())).rejects.toThrow('something')
})
