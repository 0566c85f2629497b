import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { linkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { ServerProcess } from '#fileserver/testing/server-process.ts'
import { AppError } from '#lib/errors.ts'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import { buildFigure, type Figure } from './figure.ts'
import { measureOpening } from './files-opening.ts'
import { showFaults } from './files-faults.ts'
import { makeManyEntries, measureFirstPage, measureWholeListing } from './files-list.ts'
import { measureMemory } from './files-memory.ts'
import { readResidentBytes } from './files-process.ts'
import { startOthers, startOurs, type OtherServer } from './files-servers.ts'
import { putSmallFiles, uploadSmallFiles } from './files-small.ts'
import {
  download,
  makeMaterial,
  putByTus,
  putPlainly,
  repeatInTurn,
  type Material,
  type Throughput,
} from './files-transfer.ts'
import { makeZippedFolder, measureOtherZip, measureZip } from './files-zip.ts'
import { scale } from './scale.ts'
import { withinTime } from './time-limit.ts'

const LARGE_MIB = scale(2048)
const SMALL_FILES = scale(10_000)
const ENTRIES = scale(100_000)
const ZIPPED_FILES = scale(1000)
const RUNS = 3
/** Of a quiet machine no part needs a minute. */
const PART_SECONDS = 300
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
    const ours = await startOurs({ root, scratch })
    stops.push(() => ours.stop())
    const material = await makeMaterial(scratch, LARGE_MIB * MIB)
    linkSync(material.file, path.join(root, LARGE))
    const bench = { root, scratch, ours, others, material }
    return await measureParts([
      ['memory', () => measureMemoryOfOurs(bench)],
      ['downloads', () => measureDownload(bench)],
      ['uploads', () => measureUpload(bench)],
      ['a folder upload', () => measureSmall(bench)],
      ['lists', () => measureListing(bench)],
      ['zips', () => measureZips(bench)],
      ['faults', () => showFaults(ours, others, bench)],
      ['the demo', () => measureOpening({ largeMib: LARGE_MIB, entries: ENTRIES })],
    ])
  } finally {
    for (const stop of stops.toReversed()) await stop()
  }
}

/** What takes too long is left out, and said. */
async function measureParts(parts: [name: string, work: () => Promise<Figure[]>][]): Promise<Figure[]> {
  const figures: Figure[] = []
  let missing = 0
  for (const [what, work] of parts) {
    try {
      figures.push(...(await withinTime({ what, seconds: PART_SECONDS }, work)))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      process.stderr.write(`Not measured: ${error.userMessage}\n`)
      missing += 1
    }
  }
  return [...figures, buildFigure('parts that took too long', missing, `of ${parts.length}`, { target: '<= 0' })]
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
  const [found, ...theirs] = await repeatInTurn(RUNS, [
    () => download(own, material.sizeBytes),
    ...others.map(
      ({ pid, url }) =>
        () =>
          download({ pid, url: `${url}/${LARGE}` }, material.sizeBytes),
    ),
  ])
  if (!found) throw new Error('Nothing was measured.')
  const shares: Record<string, string> = { nginx: '>= 0.5', rclone: '>= 0.9', dufs: '>= 1' }
  const figures = others.flatMap(({ name }, index) => {
    const other = theirs[index]
    return other ? buildComparison(what, { found, other, name, target: shares[name] ?? null }) : []
  })
  return [...buildOwn(what, found), ...figures]
}

async function measureUpload({ root, scratch, ours, others, material }: Bench): Promise<Figure[]> {
  const what = `upload of ${LARGE_MIB} MiB by tus, verified, on the disk`
  const unsafe = await startOurs({ root, scratch }, { MOORAGE_BENCH_WITHOUT_FSYNC: 'true' })
  try {
    const [found, without, ...theirs] = await repeatInTurn(RUNS, [
      () => putByTus(ours, material, { root, scratch, name: 'tus.bin' }),
      () => putByTus(unsafe, material, { root, scratch, name: 'tus.bin' }),
      ...others.map((server) => () => putPlainly(server, material, { root, name: 'put.bin' })),
    ])
    if (!found || !without) throw new Error('Nothing was measured.')
    const puts = theirs.map((other, index) => ({ other, name: others[index]?.name ?? '' }))
    const best = puts.toSorted((a, b) => b.other.gigabytesPerSecond - a.other.gigabytesPerSecond)[0]
    const target = '>= 0.9'
    return [
      ...buildOwn(what, found),
      ...(best
        ? buildComparison(what, { found, ...best, name: `the best plain PUT (${best.name})`, target }).slice(0, 1)
        : []),
      ...puts.flatMap(({ other, name }) =>
        buildComparison(what, { found, other, name: `plain PUT to ${name}`, target: null }),
      ),
      ...buildOwn(`${what.replace(', on the disk', '')}, without fsync`, without),
    ]
  } finally {
    await unsafe.stop()
  }
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
  const residentBytes = readResidentBytes(ours.pid)
  figures.push(buildFigure(`memory after listing ${ENTRIES} entries`, residentBytes / 1e6, 'MB'))
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
