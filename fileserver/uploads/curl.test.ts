import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { digest } from '../testing/tus-requests.ts'
import { createVolume, serve } from '../testing/volume.ts'
import { UPLOAD_CONTENT_TYPE } from './tus-headers.ts'

const MIB = 1024 * 1024

// A client that has nothing of ours: what the protocol is written for.
test('curl uploads in two pieces, is told how far it is, and reads a part', async () => {
  const [root, own] = [await createVolume(), await createVolume()]
  const server = await serve({ root })
  const bytes = randomBytes(3 * MIB)
  const cut = MIB + 1
  const pieces = { first: bytes.subarray(0, cut), second: bytes.subarray(cut) }
  for (const [name, piece] of Object.entries(pieces)) await writeFile(path.join(own, name), piece)
  const authorization = `Authorization: Bearer ${await server.token()}`

  const curl = async (url: string, headers: string[], args: string[] = []) => {
    const all = [authorization, ...headers].flatMap((header) => ['--header', header])
    const { stdout } = await promisify(execFile)('curl', ['--silent', '--include', ...all, ...args, url])
    const [head = '', body = ''] = stdout.split('\r\n\r\n')
    const fields = head.split('\r\n').slice(1)
    return {
      status: Number(head.split(' ')[1]),
      headers: new Headers(fields.map((field) => field.split(/: (.*)/).slice(0, 2) as [string, string])),
      body,
    }
  }
  const tus = 'Tus-Resumable: 1.0.0'
  const metadata = `Upload-Metadata: path ${Buffer.from('by-curl.bin').toString('base64')}`
  const begun = await curl(
    `${server.url}${fileRoutes.uploads()}`,
    [tus, metadata, `Upload-Length: ${bytes.length}`],
    ['--request', 'POST'],
  )
  expect(begun.status).toBe(201)
  const url = new URL(begun.headers.get('location') ?? '', server.url).href
  const send = (name: keyof typeof pieces, offset: number) =>
    curl(
      url,
      [tus, `Content-Type: ${UPLOAD_CONTENT_TYPE}`, `Upload-Offset: ${offset}`, 'Expect:'],
      ['--request', 'PATCH', '--data-binary', `@${path.join(own, name)}`],
    )
  expect((await send('first', 0)).status).toBe(204)
  const head = await curl(url, [tus], ['--head'])
  expect([head.status, head.headers.get('upload-offset')]).toEqual([200, String(cut)])
  const end = await send('second', cut)
  expect([end.status, end.headers.get('moorage-sha256')]).toEqual([204, digest(bytes)])
  expect(digest(await readFile(path.join(root, 'by-curl.bin')))).toBe(digest(bytes))

  const content = `${server.url}${fileRoutes.content()}?path=by-curl.bin`
  const saved = path.join(own, 'part')
  const range = ['--range', `${cut - 5}-${cut + 4}`, '--output', saved, '--dump-header', '-']
  const { stdout } = await promisify(execFile)('curl', ['--silent', '--header', authorization, ...range, content])
  expect(stdout).toMatch(/^HTTP\/1\.1 206 /)
  expect(stdout).toContain(`bytes ${cut - 5}-${cut + 4}/${bytes.length}`)
  expect(await readFile(saved)).toEqual(bytes.subarray(cut - 5, cut + 5))
})
