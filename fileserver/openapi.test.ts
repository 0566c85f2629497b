import { randomUUID } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { CONTROL_TYP } from '#lib/files/protocol/tokens.ts'
import type { Asked, FileRequests } from './testing/file-requests.ts'
import { shareServer } from './testing/shared-server.ts'
import { requestZip } from './testing/zip-requests.ts'
import { UPLOAD_CONTENT_TYPE } from './uploads/tus-headers.ts'

const LINK = fileRoutes.link('{token}', '{name}')
const UPLOAD = '/v1/uploads/{id}'
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
/** Each answer that was compared, as "GET /v1/list 200". */
const seen = new Set<string>()

beforeEach(async () => {
  files = shared.files
  document = documentSchema.parse((await files.ask('GET', fileRoutes.openApi())).json)
})

interface Described {
  status: number
  type: string
  text: string
  /** The bodies in it, as text. */
  bodies: string[]
}

/** Checks an answer against what the document says of it, and returns how many bodies were compared. */
function compare(method: string, path: string, { status, type, text, bodies }: Described): number {
  const what = `${method} ${path} ${status}`
  const operation = document.paths[path]?.[method.toLowerCase()]
  if (!operation) throw new Error(`The document has no ${what}.`)
  const described = operation.responses[String(status)]
  if (!described && status < 400) throw new Error(`The document has no ${what}.`)
  seen.add(what)
  if (described && !described.content && text !== '') throw new Error(`${what} answers with a body.`)
  if (method === 'HEAD' || (described && !described.content)) return 0
  const content = described?.content ?? { 'application/json': { schema: document.components.schemas.Problem } }
  const form = content[type] ?? content['*/*']
  if (!form) throw new Error(`${what} answers ${type}.`)
  if (!form.schema) return 0
  for (const body of bodies) z.fromJSONSchema(form.schema).parse(JSON.parse(body))
  if (bodies.length === 0) throw new Error(`${what} answers nothing to compare.`)
  return bodies.length
}

type Step = [method: string, path: string, asked?: Asked, address?: string]

async function expectAsDescribed(...[method, path, asked, address = path]: Step): Promise<number> {
  const answer = await files.ask(method, address, asked)
  const text = Buffer.from(answer.text, 'latin1').toString()
  const type = getType(answer.headers)
  const bodies = type === 'application/x-ndjson' ? text.split('\n').filter((line) => line !== '') : [text]
  return compare(method, path, { status: answer.status, type, text, bodies })
}

function getType(headers: Headers): string {
  return (headers.get('content-type') ?? '').replace(/;.*/, '')
}

async function takeAll(steps: readonly Step[]): Promise<void> {
  for (const step of steps) await expectAsDescribed(...step)
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
  await takeAll([
    ['GET', fileRoutes.ready()],
    ['GET', fileRoutes.openApi()],
    ['GET', fileRoutes.usage()],
    ['POST', fileRoutes.mkdir(), { json: { path: 'd' } }],
    ['POST', fileRoutes.mkdir(), { json: { path: 'd' } }],
    ['POST', fileRoutes.mkdir(), { json: {} }],
    ['POST', fileRoutes.createFile(), { json: { path: 'd/f' } }],
    ['GET', fileRoutes.list(), { query: { path: '' } }],
    ['GET', fileRoutes.list(), { query: { limit: '100000' } }],
    ['POST', fileRoutes.mkdir(), { json: { path: 'd', withParents: true } }],
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
  ])
  expect(await expectAsDescribed('GET', fileRoutes.content(), { query: { path: 'a.txt' } })).toBe(0)
  expect(await expectAsDescribed('GET', fileRoutes.list(), { query: { path: '' } })).toBe(1)
})

test('so are those with bytes, by a right and by a link', async () => {
  await writeFile(shared.at('a.txt'), 'text')
  shared.give()
  const token = await files.server.link({ use: 'download', path: 'a.txt' })
  const range = { range: 'bytes=1-2' }
  const { headers } = await files.ask('HEAD', fileRoutes.content(), { query: { path: 'a.txt' } })
  const known = { 'if-none-match': headers.get('etag') ?? '' }
  for (const method of ['GET', 'HEAD']) {
    for (const asked of [{}, { headers: range }, { headers: known }]) {
      await expectAsDescribed(method, fileRoutes.content(), { query: { path: 'a.txt' }, ...asked })
      await expectAsDescribed(method, LINK, asked, fileRoutes.link(token, 'a.txt'))
    }
    await expectAsDescribed(method, LINK, {}, fileRoutes.link('nonsense', 'a.txt'))
  }
})

test('so are uploads', async () => {
  const tus = { 'tus-resumable': '1.0.0' }
  const piece = (offset: number) => ({
    headers: { ...tus, 'content-type': UPLOAD_CONTENT_TYPE, 'upload-offset': String(offset) },
    body: 'te',
  })
  const begin = {
    headers: { ...tus, 'upload-length': '4', 'upload-metadata': `path ${Buffer.from('up').toString('base64')}` },
  }
  await expectAsDescribed('OPTIONS', fileRoutes.uploads())
  const answer = await files.ask('POST', fileRoutes.uploads(), begin)
  expect(compare('POST', fileRoutes.uploads(), { ...answer, type: getType(answer.headers), bodies: [] })).toBe(0)
  const id = new URL(answer.headers.get('location') ?? '', files.server.url).pathname.split('/').at(-1) ?? ''
  const address = fileRoutes.upload(id)
  await takeAll([
    ['POST', fileRoutes.uploads(), { headers: tus }],
    ['HEAD', UPLOAD, { headers: tus }, address],
    ['PATCH', UPLOAD, piece(0), address],
    ['PATCH', UPLOAD, piece(0), address],
    ['GET', fileRoutes.uploads()],
    ['DELETE', UPLOAD, { headers: tus }, address],
    ['DELETE', UPLOAD, { headers: tus }, address],
    ['HEAD', UPLOAD, { headers: tus }, address],
  ])
  expect(await expectAsDescribed('GET', fileRoutes.uploads())).toBe(1)
})

test('so are archives', async () => {
  await mkdir(shared.at('folder'))
  await writeFile(shared.at('folder', 'a.txt'), 'text')
  shared.give()
  const zip = await requestZip(files.server, ['folder'])
  const form = { status: zip.status, type: getType(zip.headers), text: '', bodies: [] }
  expect(compare('POST', fileRoutes.zip(), form)).toBe(0)
  await writeFile(shared.at('a.zip'), Buffer.from(await zip.arrayBuffer()))
  shared.give()
  const lines = await expectAsDescribed('POST', fileRoutes.extract(), { json: { path: 'a.zip', to: 'there' } })
  expect(lines).toBeGreaterThan(1)
  await takeAll([
    ['POST', fileRoutes.extract(), { json: { path: 'none.zip', to: 'there' } }],
    ['POST', fileRoutes.zip(), { body: new URLSearchParams({ token: 'nonsense', paths: '["folder"]' }) }],
  ])
})

test('so are the changes of a folder', async () => {
  const controller = new AbortController()
  const asked = { query: { path: '' }, signal: controller.signal }
  const answer = await files.send('GET', fileRoutes.events(), asked)
  await writeFile(shared.at('new'), '')
  let text = ''
  for await (const chunk of answer.body ?? []) {
    text += Buffer.from(chunk).toString()
    if (/^data: .*\n\n/m.test(text)) break
  }
  controller.abort()
  const bodies = [...text.matchAll(/^event: change\ndata: (.*)\n\n/gm)].map(([, body = '']) => body)
  const { status, headers } = answer
  expect(compare('GET', fileRoutes.events(), { status, type: getType(headers), text, bodies })).toBeGreaterThan(0)
  await expectAsDescribed('GET', fileRoutes.events())
})

test('so are words of the portal', async () => {
  const word = await files.server.sign({ jti: randomUUID() }, { typ: CONTROL_TYP, seconds: 60 })
  expect(await expectAsDescribed('POST', fileRoutes.control(), { body: word })).toBe(0)
  expect(await expectAsDescribed('POST', fileRoutes.control(), { body: 'nonsense' })).toBe(1)
})

test('no answer that it describes was left out', () => {
  const described = Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => `${method.toUpperCase()} ${path} ${status}`),
    ),
  )
  expect(described.length).toBeGreaterThan(30)
  expect(described.filter((one) => !one.endsWith(' default') && !seen.has(one))).toEqual([])
})

test('the check sees an answer that is not as described', async () => {
  const operation = document.paths[fileRoutes.usage()]?.get
  const schema = operation?.responses['200']?.content?.['application/json']?.schema
  if (!schema) throw new Error('The document does not describe usage.')
  schema.required = ['something']
  schema.properties = { something: { type: 'string' } }
  await expect(expectAsDescribed('GET', fileRoutes.usage())).rejects.toThrow('something')
})
