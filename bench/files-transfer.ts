import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { openSync, closeSync, ftruncateSync, readSync, rmSync, writeSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { ONE_REQUEST_BYTES_MAX } from '#lib/files/protocol/uploads.ts'
import { toWireName } from '#lib/files/protocol/wire-path.ts'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import { getQuantile } from './figure.ts'
import { curl } from './files-curl.ts'
import { readCpuSeconds } from './files-process.ts'
import { syncFile, type OtherServer } from './files-servers.ts'

const run = promisify(execFile)

/** As the browser sends them. */
export const PIECE_BYTES = ONE_REQUEST_BYTES_MAX
const UPLOAD_MS = 120_000
const GIGABYTE = 1e9

export interface Throughput {
  gigabytesPerSecond: number
  /** Of the server. */
  cpuSecondsPerGigabyte: number
}

/** A file without holes or repetition, and its pieces with what tus sends of them. */
export interface Material {
  file: string
  sizeBytes: number
  sha256: string
  pieces: { file: string; offsetBytes: number; checksum: string }[]
}

export async function makeMaterial(dir: string, sizeBytes: number): Promise<Material> {
  const file = path.join(dir, 'material.bin')
  await mkdir(path.join(dir, 'pieces'), { recursive: true })
  await run('dd', ['if=/dev/urandom', `of=${file}`, 'bs=1M', `count=${Math.ceil(sizeBytes / 1048576)}`, 'status=none'])
  const whole = createHash('sha256')
  const pieces: Material['pieces'] = []
  const source = openSync(file, 'r+')
  ftruncateSync(source, sizeBytes)
  const block = Buffer.alloc(PIECE_BYTES)
  for (let offsetBytes = 0; offsetBytes < sizeBytes; offsetBytes += PIECE_BYTES) {
    const bytes = block.subarray(0, readSync(source, block, 0, PIECE_BYTES, offsetBytes))
    whole.update(bytes)
    const piece = path.join(dir, 'pieces', String(offsetBytes))
    const target = openSync(piece, 'w')
    writeSync(target, bytes)
    closeSync(target)
    pieces.push({ file: piece, offsetBytes, checksum: createHash('sha256').update(bytes).digest('base64') })
  }
  closeSync(source)
  // What is dirty now would be written out during the measurements.
  await run('sync', [])
  return { file, sizeBytes, sha256: whole.digest('hex'), pieces }
}

async function time(pid: number, sizeBytes: number, work: () => Promise<void>): Promise<Throughput> {
  const cpu = readCpuSeconds(pid)
  const startedMs = performance.now()
  await work()
  const seconds = (performance.now() - startedMs) / 1000
  const gigabytes = sizeBytes / GIGABYTE
  return { gigabytesPerSecond: gigabytes / seconds, cpuSecondsPerGigabyte: (readCpuSeconds(pid) - cpu) / gigabytes }
}

export function download(
  address: { pid: number; url: string; headers?: string[] },
  sizeBytes: number,
): Promise<Throughput> {
  const headers = (address.headers ?? []).flatMap((header) => ['--header', header])
  return time(address.pid, sizeBytes, async () => {
    await curl(['--output', '/dev/null', ...headers, address.url])
  })
}

/** Plain PUT, until the file is on the disk. */
export async function putPlainly(
  server: OtherServer,
  material: Material,
  { root, name }: { root: string; name: string },
) {
  const file = path.join(root, name)
  try {
    return await time(server.pid, material.sizeBytes, async () => {
      await curl(['--upload-file', material.file, '--header', 'Expect:', `${server.url}/${name}`])
      syncFile(file)
    })
  } finally {
    rmSync(file, { force: true })
  }
}

/** By tus in pieces, each with its sha-256, until the last answer: the whole is verified and on the disk then. */
export async function putByTus(
  server: ServerProcess,
  material: Material,
  { root, scratch, name }: { root: string; scratch: string; name: string },
): Promise<Throughput> {
  const authorization = `authorization: Bearer ${await server.token()}`
  const created = await fetch(`${server.url}${fileRoutes.uploads()}`, {
    method: 'POST',
    headers: {
      authorization: authorization.slice('authorization: '.length),
      'tus-resumable': '1.0.0',
      'upload-length': String(material.sizeBytes),
      'upload-metadata': `path ${Buffer.from(toWireName(name)).toString('base64')},sha256 ${Buffer.from(material.sha256).toString('base64')}`,
    },
  })
  const url = new URL(created.headers.get('location') ?? '', server.url).href
  const config = path.join(scratch, 'tus.curl')
  const blocks = material.pieces.map((piece) =>
    [
      `url = "${url}"`,
      'request = PATCH',
      `upload-file = "${piece.file}"`,
      'silent',
      'show-error',
      'fail',
      'noproxy = "*"',
      'max-time = 60',
      'header = "Expect:"',
      `header = "${authorization}"`,
      'header = "tus-resumable: 1.0.0"',
      'header = "content-type: application/offset+octet-stream"',
      `header = "upload-offset: ${piece.offsetBytes}"`,
      `header = "upload-checksum: sha256 ${piece.checksum}"`,
    ].join('\n'),
  )
  await writeFile(config, blocks.join('\nnext\n'))
  const file = path.join(root, name)
  try {
    return await time(server.pid, material.sizeBytes, async () => {
      await run('curl', ['--config', config], { maxBuffer: 64 * 1024 * 1024, timeout: UPLOAD_MS })
      // Fails when the file is not in its place.
      await run('stat', [file])
    })
  } finally {
    await rm(file, { force: true })
  }
}

/** The middle one of several runs of each, in turn, so that whatever else the machine does meets all alike. */
export async function repeatInTurn(
  times: number,
  works: readonly (() => Promise<Throughput>)[],
): Promise<Throughput[]> {
  const runs: Throughput[][] = works.map(() => [])
  for (let index = 0; index < times; index += 1) {
    for (const [place, work] of works.entries()) runs[place]?.push(await work())
  }
  return runs.map((ofOne) => ({
    gigabytesPerSecond: getQuantile(ofOne.map((one) => one.gigabytesPerSecond)),
    cpuSecondsPerGigabyte: getQuantile(ofOne.map((one) => one.cpuSecondsPerGigabyte)),
  }))
}
