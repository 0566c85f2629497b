import { writeFile } from 'node:fs/promises'
import { request, type IncomingHttpHeaders } from 'node:http'
import { beforeEach, expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { FileRequests } from './testing/file-requests.ts'
import { PORTAL } from './testing/server-process.ts'
import { shareServer } from './testing/shared-server.ts'

const EVIL = 'evil.example'
/** What a proxy may say of the address it was asked for, each in its own way. */
const FALSE = {
  'x-forwarded-host': EVIL,
  'x-forwarded-proto': 'https',
  'x-forwarded-port': '443',
  'x-forwarded-prefix': '/elsewhere',
  'x-forwarded-server': EVIL,
  'x-original-host': EVIL,
  'x-original-url': '/ready',
  'x-rewrite-url': '/ready',
  forwarded: `host=${EVIL};proto=https`,
}
const shared = shareServer()
let files: FileRequests

beforeEach(async () => {
  files = shared.files
  await writeFile(shared.at('a.txt'), 'text')
  shared.give()
})

interface Told {
  status: number
  headers: IncomingHttpHeaders
  body: string
}

/** By Node.js's own client, which also sends a false Host. */
async function ask(method: string, route: string, headers: Record<string, string>): Promise<Told> {
  const url = new URL(`${files.server.url}${route}`)
  const all = { authorization: `Bearer ${await files.server.token()}`, 'x-request-id': 'the-same-one', ...headers }
  return new Promise((resolve, reject) => {
    const asked = request(url, { method, headers: all, agent: false }, (response) => {
      let body = ''
      response.on('data', (chunk: Buffer) => (body += chunk.toString()))
      response.on('end', () => {
        // The same answer has another time.
        resolve({ status: response.statusCode ?? 0, headers: { ...response.headers, date: undefined }, body })
      })
    })
    asked.on('error', reject).end()
  })
}

const tus = {
  'tus-resumable': '1.0.0',
  'upload-length': '4',
  'upload-metadata': `path ${Buffer.from('up').toString('base64')}`,
}

test.each([
  ['forwarded', FALSE],
  ['a false Host', { host: EVIL }],
  ['both', { ...FALSE, host: EVIL }],
])('%s changes no answer', async (_, headers) => {
  for (const [method, route] of [
    ['GET', fileRoutes.openApi()],
    ['GET', `${fileRoutes.stat()}?path=a.txt`],
    ['GET', `${fileRoutes.content()}?path=a.txt`],
    ['GET', fileRoutes.trash()],
    ['OPTIONS', fileRoutes.uploads()],
    ['GET', '/v1/nothing'],
  ] as const) {
    const honest = await ask(method, route, {})
    expect(await ask(method, route, headers)).toEqual(honest)
    expect(JSON.stringify(honest)).not.toContain(EVIL)
  }
  const begun = await ask('POST', fileRoutes.uploads(), { ...tus, ...headers })
  expect(begun.status).toBe(201)
  expect(JSON.stringify(begun)).not.toContain(EVIL)
  expect(begun.headers.location).toMatch(/^\/moorage-files-test\/v1\/uploads\/[\w-]+$/)
})

test('nobody’s page becomes the portal’s by it', async () => {
  for (const origin of [`https://${EVIL}`, `http://${EVIL}`, 'null']) {
    for (const headers of [FALSE, { ...FALSE, host: EVIL }]) {
      const told = await ask('GET', `${fileRoutes.content()}?path=a.txt`, { ...headers, origin })
      expect(told.status).toBe(403)
      expect(told.headers['access-control-allow-origin']).toBeUndefined()
      const preflight = { ...headers, origin, 'access-control-request-method': 'PUT' }
      expect((await ask('OPTIONS', fileRoutes.content(), preflight)).status).toBe(403)
    }
  }
  const own = await ask('GET', `${fileRoutes.content()}?path=a.txt`, { ...FALSE, origin: PORTAL })
  expect([own.status, own.headers['access-control-allow-origin']]).toEqual([200, PORTAL])
})

test('nobody gets in by it', async () => {
  const none = { ...FALSE, authorization: '' }
  expect((await ask('GET', fileRoutes.list(), none)).status).toBe(401)
  expect((await ask('GET', `${fileRoutes.content()}?path=a.txt`, none)).status).toBe(401)
})
