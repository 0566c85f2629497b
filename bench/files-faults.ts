import { request as sendHttp } from 'node:http'
import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import { buildFigure, type Figure } from './figure.ts'
import type { OtherServer } from './files-servers.ts'

const SETTLE_MS = 500
const OLD = 'the original, which nobody gave up'

/** How something is read and written on a server, by a name below the root. */
interface Ways {
  name: string
  isOurs: boolean
  read: (file: string) => Promise<string>
  write: (file: string, body: string, headers?: Record<string, string>) => Promise<unknown>
  /** A write whose connection is cut half-way. */
  cutWrite: (file: string) => Promise<void>
}

/** What goes wrong with each server, 1 where it does: seen, not supposed. */
export async function showFaults(
  ours: ServerProcess,
  others: readonly OtherServer[],
  { root, scratch }: { root: string; scratch: string },
): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const ways of [await buildOurWays(ours), ...others.map(buildOtherWays)]) {
    const faults = await findFaults(ways, { root, scratch })
    for (const [fault, isThere] of Object.entries(faults)) {
      figures.push(
        buildFigure(`${fault}: ${ways.name}`, Number(isThere), 'of 1', ways.isOurs ? { target: '<= 0' } : {}),
      )
    }
  }
  return figures
}

async function findFaults(
  ways: Ways,
  { root, scratch }: { root: string; scratch: string },
): Promise<Record<string, boolean>> {
  const outside = path.join(scratch, 'outside')
  const dir = path.join(root, 'faults')
  await rm(dir, { recursive: true, force: true })
  await mkdir(dir)
  await mkdir(outside, { recursive: true })
  await writeFile(path.join(outside, 'secret'), 'secret')
  await rm(path.join(outside, 'planted'), { force: true })
  await symlink(path.join(outside, 'secret'), path.join(dir, 'link'))
  await symlink(outside, path.join(dir, 'way'))
  const isRead = (await ways.read('faults/link')) === 'secret'
  await ways.write('faults/way/planted', 'planted')
  const isWritten = await readFile(path.join(outside, 'planted'), 'utf8').then(
    () => true,
    () => false,
  )
  await writeFile(path.join(dir, 'ranged'), OLD)
  await ways.write('faults/ranged', 'piece', { 'content-range': `bytes 3-7/${OLD.length}` })
  const isReplaced = (await readFile(path.join(dir, 'ranged'), 'utf8')) === 'piece'
  await writeFile(path.join(dir, 'cut'), OLD)
  await ways.cutWrite('faults/cut')
  await sleep(SETTLE_MS)
  const isLost = (await readFile(path.join(dir, 'cut'), 'utf8').catch(() => '')) !== OLD
  await rm(dir, { recursive: true })
  return {
    'a link out of the folder is read': isRead,
    'a file is written through a link out of the folder': isWritten,
    'a PUT with Content-Range replaces the file by the piece': isReplaced,
    'the original is lost when an upload is cut': isLost,
  }
}

function buildOtherWays({ name, url }: OtherServer): Ways {
  return {
    name,
    isOurs: false,
    read: async (file) => (await fetch(`${url}/${file}`)).text(),
    write: async (file, body, headers = {}) => (await fetch(`${url}/${file}`, { method: 'PUT', body, headers })).text(),
    cutWrite: (file) => cut(`${url}/${file}`, { method: 'PUT', headers: {} }),
  }
}

async function buildOurWays(server: ServerProcess): Promise<Ways> {
  const authorization = `Bearer ${await server.token()}`
  const toContent = (file: string) => `${server.url}${fileRoutes.content()}?path=${file}`
  const toUpload = (file: string, length: number) => ({
    authorization,
    'tus-resumable': '1.0.0',
    'content-type': 'application/offset+octet-stream',
    'upload-length': String(length),
    'upload-metadata': `path ${Buffer.from(file).toString('base64')},clash ${Buffer.from('replace').toString('base64')}`,
  })
  const uploads = `${server.url}${fileRoutes.uploads()}`
  return {
    name: 'Moorage',
    isOurs: true,
    read: async (file) => (await fetch(toContent(file), { headers: { authorization } })).text(),
    write: async (file, body, headers = {}) => {
      await fetch(toContent(file), { method: 'PUT', body, headers: { authorization, 'if-match': '*', ...headers } })
      if (headers['content-range'] === undefined) {
        await fetch(uploads, { method: 'POST', body, headers: toUpload(file, body.length) })
      }
    },
    cutWrite: (file) => cut(uploads, { method: 'POST', headers: toUpload(file, 1_000_000) }),
  }
}

/** Says that a megabyte comes, sends half of it and goes. */
async function cut(
  url: string,
  { method, headers }: { method: string; headers: Record<string, string> },
): Promise<void> {
  const request = sendHttp(url, { method, headers: { ...headers, 'content-length': 1_000_000 } })
  request.on('error', () => {})
  request.write(Buffer.alloc(500_000, 'x'))
  await sleep(SETTLE_MS)
  request.destroy()
}
