import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, request as send } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createBuiltFilesAnswer } from './built-files.ts'
import { answerDirectly } from './direct-answers.ts'

let dir = ''
let server: Server

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'moorage-static-'))
  mkdirSync(path.join(dir, 'chunks'))
  writeFileSync(path.join(dir, 'chunks/app.js.br'), brotliCompressSync('export {}'))
  writeFileSync(path.join(dir, 'chunks/plain.js'), 'plain')
  writeFileSync(path.join(dir, 'secret.txt.br'), 'secret')
  server = createServer((_request, response) => {
    response.end('next')
  })
  answerDirectly(server, [createBuiltFilesAnswer(dir)])
  await once(server.listen(0, '127.0.0.1'), 'listening')
})

afterAll(() => {
  server.close()
  rmSync(dir, { recursive: true })
})

async function get(address: string, headers: Record<string, string>, method = 'GET') {
  const { port } = server.address() as AddressInfo
  const [answer] = (await once(send({ port, path: address, headers, method }).end(), 'response')) as [IncomingMessage]
  return { headers: answer.headers, body: await buffer(answer) }
}

test.each(['br', 'gzip, deflate, br', 'br;q=0.5', 'gzip, BR ; q=1'])(
  '%s: sends what the build compressed',
  async (accepted) => {
    const { headers, body } = await get('/_next/static/chunks/app.js?dpl=1', { 'accept-encoding': accepted })
    expect(headers).toMatchObject({
      'content-encoding': 'br',
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    })
    expect(brotliDecompressSync(body).toString()).toBe('export {}')
  },
)

test('HEAD tells the same without a body', async () => {
  const { headers, body } = await get('/_next/static/chunks/app.js', { 'accept-encoding': 'br' }, 'HEAD')
  expect(headers['content-encoding']).toBe('br')
  expect(body).toHaveLength(0)
})

test.each([
  ['nobody can read it', '/_next/static/chunks/app.js', { 'accept-encoding': 'gzip' }],
  ['it is refused', '/_next/static/chunks/app.js', { 'accept-encoding': 'gzip, br;q=0' }],
  ['a part is asked for', '/_next/static/chunks/app.js', { 'accept-encoding': 'br', range: 'bytes=0-1' }],
  ['it was not compressed', '/_next/static/chunks/plain.js', { 'accept-encoding': 'br' }],
  ['it is no script or style', '/_next/static/secret.txt', { 'accept-encoding': 'br' }],
  ['it leads elsewhere', '/_next/static/../static/chunks/app.js', { 'accept-encoding': 'br' }],
  ['the name is one of every object', '/_next/static/constructor', { 'accept-encoding': 'br' }],
])('goes on to Next.js when %s', async (_, address, headers) => {
  expect((await get(address, headers)).body.toString()).toBe('next')
})
