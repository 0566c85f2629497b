import { readFile, stat, truncate, writeFile, chmod, mkdir, readdir } from 'node:fs/promises'
import { randomBytes } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { encodeName } from '#lib/files/protocol/wire-path.ts'
import { LINK_TYP } from '#lib/files/protocol/tokens.ts'
import type { Asked, FileRequests } from '../testing/file-requests.ts'
import { shareServer } from '../testing/shared-server.ts'

const shared = shareServer()
const { at } = shared
const bytes = randomBytes(3 * 1024 * 1024 + 17)
let files: FileRequests

const get = (asked: Asked = {}, path = 'a.bin') => files.ask('GET', fileRoutes.content(), { ...asked, query: { path } })

beforeEach(async () => {
  files = shared.files
  await chmod(shared.root, 0o777)
  await writeFile(at('a.bin'), bytes)
})

describe('reading', () => {
  test('the whole, again by its tag, and only the head', async () => {
    const whole = await get()
    expect(whole.status).toBe(200)
    expect(Buffer.from(whole.text, 'latin1').equals(bytes)).toBe(true)
    const etag = whole.headers.get('etag') ?? ''
    expect(await get({ headers: { 'if-none-match': `"x", ${etag}` } })).toMatchObject({ status: 304, text: '' })
    expect(await get({ headers: { 'if-match': '"x"' } })).toMatchObject({ status: 412, code: 'CHANGED_MEANWHILE' })
    const head = await files.ask('HEAD', fileRoutes.content(), { query: { path: 'a.bin' } })
    expect([head.status, head.headers.get('content-length'), head.text]).toEqual([200, String(bytes.length), ''])
  })

  test.each([
    ['bytes=0-0', 0, 0],
    ['bytes=5-', 5, bytes.length - 1],
    ['bytes=-5', bytes.length - 5, bytes.length - 1],
    ['bytes=-99999999999', 0, bytes.length - 1],
    ['bytes=1048570-2097160', 1_048_570, 2_097_160],
    ['bytes=10-99999999999999999999', 10, bytes.length - 1],
  ])('the part %s', async (range, start, end) => {
    const part = await get({ headers: { range } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes ${start}-${end}/${bytes.length}`])
    expect(Buffer.from(part.text, 'latin1').equals(bytes.subarray(start, end + 1))).toBe(true)
  })

  test('several parts at once, each with its own head', async () => {
    const parts = await get({ headers: { range: 'bytes=0-1,10-11, -1' } })
    expect(parts.status).toBe(206)
    const boundary = /boundary=(\w+)/.exec(parts.headers.get('content-type') ?? '')?.[1]
    const found = parts.text
      .split(`--${boundary}`)
      .slice(1, -1)
      .map((part) => part.split('\r\n\r\n'))
    expect(found.map(([head]) => /content-range: (.*)/.exec(head ?? '')?.[1])).toEqual([
      `bytes 0-1/${bytes.length}`,
      `bytes 10-11/${bytes.length}`,
      `bytes ${bytes.length - 1}-${bytes.length - 1}/${bytes.length}`,
    ])
    const sent = found.map(([, body]) => (body ?? '').slice(0, -2)).join('')
    expect(sent).toBe(
      Buffer.concat([bytes.subarray(0, 2), bytes.subarray(10, 12), bytes.subarray(-1)]).toString('latin1'),
    )
    expect(Number(parts.headers.get('content-length'))).toBe(parts.text.length)
  })

  test.each([
    'bytes=0-5,3-9',
    'bytes=9-10,0-1',
    'bytes=5-1',
    'lines=1-2',
    'bytes=a',
    `bytes=${Array.from({ length: 50 }, (_, index) => `${2 * index}-${2 * index}`).join(',')}`,
  ])('what overlaps, is out of order, too many or no range is the whole: %s', async (range) => {
    expect(await get({ headers: { range } }).then(({ status, text }) => [status, text.length])).toEqual([
      200,
      bytes.length,
    ])
  })

  test('a range beyond the end is refused with the length', async () => {
    const beyond = await get({ headers: { range: `bytes=${bytes.length}-` } })
    expect([beyond.status, beyond.code, beyond.headers.get('content-range')]).toEqual([
      416,
      'RANGE',
      `bytes */${bytes.length}`,
    ])
    await writeFile(at('empty'), '')
    expect(await get({}, 'empty')).toMatchObject({ status: 200, text: '' })
    expect(await get({ headers: { range: 'bytes=0-' } }, 'empty')).toMatchObject({ status: 416 })
  })

  test('If-Range: a part only of what is still the same', async () => {
    const etag = (await get()).headers.get('etag') ?? ''
    const headers = { range: 'bytes=0-9', 'if-range': etag }
    expect(await get({ headers })).toMatchObject({ status: 206 })
    expect(await get({ headers: { ...headers, 'if-range': `W/${etag}` } })).toMatchObject({ status: 200 })
    expect(await get({ headers: { ...headers, 'if-range': new Date().toUTCString() } })).toMatchObject({ status: 200 })
    await writeFile(at('a.bin'), bytes)
    expect(await get({ headers })).toMatchObject({ status: 200 })
  })

  test('a file that becomes shorter is cut off, not filled up', async () => {
    const size = 200 * 1024 * 1024
    await truncate(at('a.bin'), size)
    const answer = await files.send('GET', fileRoutes.content(), { query: { path: 'a.bin' } })
    const reader = answer.body?.getReader()
    await reader?.read()
    await truncate(at('a.bin'), 1024 * 1024)
    const drain = async () => {
      for (;;) if ((await reader?.read())?.done) return
    }
    await expect(drain()).rejects.toThrow('terminated')
  })
})

describe('what a browser may do with it', () => {
  const hostile = '"><script>alert(1)</script>\r\nset-cookie: a=b\u202Egpj.html'
  test.each([
    ['a.html', 'application/octet-stream', 'attachment'],
    ['a.svg', 'application/octet-stream', 'attachment'],
    ['a.pdf', 'application/octet-stream', 'attachment'],
    ['a.xhtml', 'application/octet-stream', 'attachment'],
    ['a', 'application/octet-stream', 'attachment'],
    ['A.PNG', 'image/png', 'inline'],
    ['a.mp4', 'video/mp4', 'inline'],
    ['a.txt', 'text/plain; charset=utf-8', 'inline'],
    [hostile, 'application/octet-stream', 'attachment'],
  ])('%j', async (name, type, disposition) => {
    await writeFile(at(name.replaceAll('/', '')), 'x')
    const { headers, status } = await get({}, encodeName(Buffer.from(name.replaceAll('/', ''))))
    expect(status).toBe(200)
    expect(headers.get('content-type')).toBe(type)
    expect(headers.get('content-disposition')).toMatch(
      new RegExp(`^${disposition}; filename="[\\w.()\\- ]+"; filename\\*=UTF-8''[\\w.~%-]+$`),
    )
    expect(headers.get('content-security-policy')).toMatch(/^sandbox; default-src 'none';/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    expect(headers.get('set-cookie')).toBeNull()
    expect(headers.get('cache-control')).toContain('no-transform')
  })
})

describe('links', () => {
  const now = () => Math.floor(Date.now() / 1000)
  const open = async (claims: Record<string, unknown>, headers: Record<string, string> = {}, seconds = 3600) => {
    const token = await files.server.sign({ use: 'download', path: 'a.bin', ...claims }, { typ: LINK_TYP, seconds })
    return fetch(`${files.server.url}${fileRoutes.link(token, 'a.bin')}`, { headers })
  }

  test('a download begins within a minute and is continued by its tag for hours', async () => {
    const first = await open({})
    const etag = first.headers.get('etag') ?? ''
    expect(first.headers.get('content-disposition')).toMatch(/^attachment/)
    await first.arrayBuffer()
    const old = { iat: now() - 3600, exp: now() - 3540 }
    expect((await open(old)).status).toBe(401)
    expect((await open(old, { range: 'bytes=10-19' })).status).toBe(401)
    expect((await open(old, { range: 'bytes=10-19', 'if-range': '"other"' })).status).toBe(401)
    expect((await open(old, { 'if-range': etag })).status).toBe(401)
    const part = await open(old, { range: 'bytes=10-19', 'if-range': etag })
    expect(part.status).toBe(206)
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(10, 20))).toBe(true)
    const day = { iat: now() - 13 * 3600, exp: now() - 13 * 3600 + 60 }
    expect((await open(day, { range: 'bytes=10-19', 'if-range': etag })).status).toBe(401)
  })

  test('a preview lasts ten minutes, and pages may show it', async () => {
    const shown = await open({ use: 'preview', iat: now() - 500 }, {}, 600)
    expect([shown.status, shown.headers.get('cross-origin-resource-policy')]).toEqual([200, 'cross-origin'])
    await shown.arrayBuffer()
    expect((await open({ use: 'preview', iat: now() - 700, exp: now() - 100 }, {})).status).toBe(401)
  })

  test('only its own path, only its own kind', async () => {
    await writeFile(at('b'), 'other')
    const answer = await open({ path: 'b' })
    expect(await answer.text()).toBe('other')
    expect((await open({ path: '.moorage' })).status).toBe(404)
    expect((await open({ path: '../b' })).status).toBe(401)
    expect((await open({ use: 'zip', path: undefined, selection: '0'.repeat(64) })).status).toBe(401)
    const access = await files.server.token()
    expect((await fetch(`${files.server.url}${fileRoutes.link(access, 'a')}`)).status).toBe(401)
    const link = await files.server.sign({ use: 'download', path: 'a.bin' }, { typ: LINK_TYP, seconds: 300 })
    const asBearer = await get({ headers: { authorization: `Bearer ${link}` } })
    expect(asBearer.status).toBe(401)
  })
})

describe('saving', () => {
  const put = (headers: Record<string, string>, body: BodyInit = 'new', path = 'text') =>
    files.ask('PUT', fileRoutes.content(), { query: { path }, headers, body })

  test('new, again by its tag, and not over what somebody else saved', async () => {
    expect(await put({})).toMatchObject({ status: 400 })
    expect(await put({ 'if-match': '"x"' })).toMatchObject({ status: 412 })
    const first = await put({ 'if-none-match': '*' })
    expect(first).toMatchObject({ status: 201, json: { sizeBytes: 3 } })
    const etag = first.headers.get('etag') ?? ''
    expect(etag).toBe(`"${String(first.json.etag)}"`)
    expect(await put({ 'if-none-match': '*' }, 'other')).toMatchObject({ status: 412 })
    const second = await put({ 'if-match': etag }, 'newer')
    expect(second).toMatchObject({ status: 200 })
    expect(await put({ 'if-match': etag }, 'lost')).toMatchObject({ status: 412 })
    expect(await readFile(at('text'), 'utf8')).toBe('newer')
  })

  test('keeps the mode, refuses what is too large, and leaves no draft', async () => {
    const first = await put({ 'if-none-match': '*' })
    await chmod(at('text'), 0o640)
    const etag = `"${String((await files.ask('GET', fileRoutes.stat(), { query: { path: 'text' } })).json.etag)}"`
    expect(await put({ 'if-match': first.headers.get('etag') ?? '' })).toMatchObject({ status: 412 })
    expect(await put({ 'if-match': etag })).toMatchObject({ status: 200 })
    expect((await stat(at('text'))).mode & 0o777).toBe(0o640)
    const large = Buffer.alloc(10 * 1024 * 1024 + 1)
    expect(await put({ 'if-match': '*' }, large)).toMatchObject({ status: 413, code: 'TOO_LARGE' })
    expect(await readFile(at('text'), 'utf8')).toBe('new')
    await mkdir(at('folder'))
    expect(await put({ 'if-match': '*' }, 'x', 'folder')).toMatchObject({ code: 'NOT_A_FILE' })
    expect(await readdir(at('.moorage', 'drafts'))).toEqual([])
  })

  test('of two who save at once, one is told', async () => {
    for (let round = 0; round < 10; round += 1) {
      const path = `t${round}`
      const etag = (await put({ 'if-none-match': '*' }, 'x', path)).headers.get('etag') ?? ''
      const both = await Promise.all(['one', 'two'].map((text) => put({ 'if-match': etag }, text, path)))
      expect(both.map(({ status }) => status)).toEqual(expect.arrayContaining([200, 412]))
    }
  })
})
