import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { linkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { buildFigure, type Figure } from './figure.ts'
import { measureOpening } from './files-opening.ts'
import { showFaults } from './files-faults.ts'
import { makeManyEntries, measureFirstPage, measureWholeListing } from './files-list.ts'
import { measureMemory } from './files-memory.ts'
import { startOthers, startOurs, type OtherServer } from './files-servers.ts'
import { putSmallFiles, uploadSmallFiles } from './files-small.ts'
import {
  download,
  makeMaterial,
  putByTus,
  putPlainly,
  repeat,
  type Material,
  type Throughput,
} from './files-transfer.ts'
import { makeZippedFolder, measureOtherZip, measureZip } from './files-zip.ts'
import { scale } from './scale.ts'

const LARGE_MIB = scale(2048)
const SMALL_FILES = scale(10_000)
const ENTRIES = scale(100_000)
const ZIPPED_FILES = scale(1000)
const RUNS = 3
const MIB = 1024 * 1024
const LARGE = 'large.bin'

interface Bench {
  root: string
  scratch: string
  ours: ServerProcess
  others: OtherServer[]
  material: Material
}

/** The file server beside others that serve the same folder of the same disk, in one run. */
export async function measure(): Promise<Figure[]> {
  const scratch = await mkdtemp(path.join(process.env['MOORAGE_BENCH_DIR'] ?? tmpdir(), 'moorage-bench-files-'))
  const root = path.join(scratch, 'volume')
  await mkdir(root)
  const stops: (() => Promise<unknown>)[] = [() => rm(scratch, { recursive: true, force: true })]
  try {
    const others = await startOthers({ root, scratch })
    stops.push(...others.map(({ stop }) => stop))
    const ours = await startOurs(root)
    stops.push(() => ours.stop())
    const material = await makeMaterial(scratch, LARGE_MIB * MIB)
    linkSync(material.file, path.join(root, LARGE))
    const bench = { root, scratch, ours, others, material }
    return [
      ...(await measureMemoryOfOurs(bench)),
      ...(await measureDownload(bench)),
      ...(await measureUpload(bench)),
      ...(await measureSmall(bench)),
      ...(await measureListing(bench)),
      ...(await measureZips(bench)),
      ...(await showFaults(ours, others, bench)),
      ...(await measureOpening()),
    ]
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

async function measureMemoryOfOurs({ root, ours, material }: Bench): Promise<Figure[]> {
  const { idle, busy } = await measureMemory(ours, { root, material, name: LARGE })
  return [
    buildFigure('memory, idle', idle, 'MB', { target: '<= 80' }),
    buildFigure('memory, most with 10 uploads and 10 downloads', busy, 'MB', { target: '<= 160' }),
  ]
}

async function measureDownload({ ours, others, material }: Bench): Promise<Figure[]> {
  const headers = [`authorization: Bearer ${await ours.token()}`]
  const own = { pid: ours.pid, url: `${ours.url}${fileRoutes.content()}?path=${LARGE}`, headers }
  const what = `download of ${LARGE_MIB} MiB`
  const found = await repeat(RUNS, () => download(own, material.sizeBytes))
  const figures: Figure[] = []
  const shares: Record<string, string> = { nginx: '>= 0.5', rclone: '>= 0.9', dufs: '>= 1' }
  for (const { name, pid, url } of others) {
    const other = await repeat(RUNS, () => download({ pid, url: `${url}/${LARGE}` }, material.sizeBytes))
    figures.push(...buildComparison(what, { found, other, name, target: shares[name] ?? null }))
  }
  return [...buildOwn(what, found), ...figures]
}

async function measureUpload({ root, scratch, ours, others, material }: Bench): Promise<Figure[]> {
  const what = `upload of ${LARGE_MIB} MiB by tus, verified, on the disk`
  const found = await repeat(RUNS, () => putByTus(ours, material, { root, scratch, name: 'tus.bin' }))
  const figures: Figure[] = []
  let best: { name: string; other: Throughput } | null = null
  for (const server of others) {
    const other = await repeat(RUNS, () => putPlainly(server, material, { root, name: 'put.bin' }))
    figures.push(...buildComparison(what, { found, other, name: `plain PUT to ${server.name}`, target: null }))
    if (!best || other.gigabytesPerSecond > best.other.gigabytesPerSecond) best = { name: server.name, other }
  }
  if (best) {
    const [share] = buildComparison(what, {
      found,
      ...best,
      name: `the best plain PUT (${best.name})`,
      target: '>= 0.9',
    })
    if (share) figures.push(share)
  }
  const unsafe = await startOurs(root, { MOORAGE_BENCH_WITHOUT_FSYNC: 'true' })
  try {
    const without = await repeat(RUNS, () => putByTus(unsafe, material, { root, scratch, name: 'tus.bin' }))
    figures.push(...buildOwn(`${what.replace(', on the disk', '')}, without fsync`, without))
  } finally {
    await unsafe.stop()
  }
  return [...buildOwn(what, found), ...figures]
}

async function measureSmall({ root, ours, others }: Bench): Promise<Figure[]> {
  const options = { root, count: SMALL_FILES }
  const what = `folder upload of ${SMALL_FILES} files of 4 KiB`
  const found = await uploadSmallFiles(ours, options)
  const figures = [buildFigure(what, found, 'files/s', { target: '>= 300' })]
  for (const server of others) {
    const other = await putSmallFiles(server, options)
    figures.push(buildFigure(`${what}, plain PUT to ${server.name}`, other, 'files/s'))
  }
  return figures
}

async function measureListing({ root, ours, others }: Bench): Promise<Figure[]> {
  makeManyEntries(root, ENTRIES)
  const options = { root, count: ENTRIES }
  const figures = [
    buildFigure(
      `${ENTRIES} entries, first page by name`,
      await measureFirstPage(ours, { ...options, sort: 'name' }),
      'ms',
      {
        target: '<= 150',
      },
    ),
    buildFigure(
      `${ENTRIES} entries, first page by size`,
      await measureFirstPage(ours, { ...options, sort: 'size' }),
      'ms',
      {
        target: '<= 700',
      },
    ),
  ]
  for (const server of others) {
    if (server.name === 'plain Node.js') continue
    figures.push(
      buildFigure(`${ENTRIES} entries, all of them from ${server.name}`, await measureWholeListing(server), 'ms'),
    )
  }
  await rm(path.join(root, 'many'), { recursive: true })
  return figures
}

async function measureZips({ root, ours, others }: Bench): Promise<Figure[]> {
  makeZippedFolder(root, ZIPPED_FILES)
  const what = `zip of ${ZIPPED_FILES} files of 1 MiB`
  const figures = [buildFigure(what, await measureZip(ours, ZIPPED_FILES), 'MB/s', { target: '>= 250' })]
  for (const server of others) {
    const other = await measureOtherZip(server, ZIPPED_FILES)
    if (other !== null) figures.push(buildFigure(`${what} from ${server.name}`, other, 'MB/s'))
  }
  await rm(path.join(root, 'zipped'), { recursive: true })
  return figures
}

function buildOwn(what: string, found: Throughput): Figure[] {
  return [
    buildFigure(what, found.gigabytesPerSecond, 'GB/s'),
    buildFigure(`${what}, CPU`, found.cpuSecondsPerGigabyte, 's/GB'),
  ]
}

/** The share of another's throughput, which is what has a target, and what the other takes for it. */
function buildComparison(
  what: string,
  { found, other, name, target }: { found: Throughput; other: Throughput; name: string; target: string | null },
): Figure[] {
  const ratio = Number((found.gigabytesPerSecond / other.gigabytesPerSecond).toPrecision(3))
  return [
    buildFigure(`${what}, share of ${name}`, ratio, '', {
      target,
      comparedWith: `${name}, ${other.gigabytesPerSecond.toPrecision(3)} GB/s`,
      ratio,
    }),
    buildFigure(`${what}, CPU of ${name}`, other.cpuSecondsPerGigabyte, 's/GB'),
  ]
}
