import { createWriteStream } from 'node:fs'
import http from 'node:http'
import { pipeline } from 'node:stream/promises'
import { getClusterLayout } from '#cluster/layout.ts'
import { openDemo } from './demo-people.ts'
import { buildFigure, getQuantile, type Figure } from './figure.ts'
import { enter, launch, publish } from './gateway-stage.ts'
import type { Door } from './gateway-stage.ts'
import { compareEchoes, openBareExec, openTerminal } from './gateway-terminal.ts'
import { applyLoad } from './load.ts'
import { scale } from './scale.ts'
import { fetchCallback, finishSignIn, startSignIn } from './sign-in.ts'

const RUNS = 3
const BULK_MIB = scale(1024)
const LOAD_SECONDS = scale(5)
const CONNECTIONS = 16
const LETTERS = scale(300)
const MIB = 1024 * 1024

/** Web addresses through the gateway beside the ingress alone, and terminals beside a bare exec, in the demo. */
export async function measure(): Promise<Figure[]> {
  const demo = await openDemo()
  const removals: (() => Promise<unknown>)[] = []
  try {
    const [person] = await demo.create(1)
    if (!person) throw new Error('There is nobody.')
    const started = await startSignIn(demo.portalUrl, person)
    await finishSignIn(started.visitor, await fetchCallback(started))
    const cookie = started.visitor
      .listCookies(new URL(demo.portalUrl).host)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ')
    const workload = await launch(demo.client, person)
    const ours = await enter(demo, cookie, person)
    const bare = await publish(demo.client, ours.port)
    removals.push(bare.remove)
    const traffic = await measureTraffic(ours, bare)
    const { kubeconfig } = getClusterLayout(process.env['MOORAGE_CLUSTER_NAME'] ?? 'demo')
    const typists = [
      await openTerminal(demo, person, workload),
      await openBareExec(kubeconfig, person, workload.pod.name),
    ] as const
    const echoes = await compareEchoes(...typists, LETTERS)
    for (const typist of typists) typist.close()
    return [...traffic, ...toEchoFigures(echoes)]
  } finally {
    for (const remove of removals) await remove()
    await demo.leave()
  }
}

/** Turn by turn; the first turn of each does not count. */
async function measureTraffic(ours: Door, bare: Door): Promise<Figure[]> {
  const bulk = { ours: [] as number[], bare: [] as number[] }
  const perSecond = { ours: [] as number[], bare: [] as number[] }
  const alone = { ours: [] as number[], bare: [] as number[] }
  for (let run = 0; run <= RUNS; run += 1) {
    for (const [name, door] of [
      ['ours', ours],
      ['bare', bare],
    ] as const) {
      const gigabytesPerSecond = await download(door)
      const load = { port: door.port, headers: door.headers, path: '/', seconds: LOAD_SECONDS }
      const many = await applyLoad({ ...load, connections: CONNECTIONS })
      const one = await applyLoad({ ...load, connections: 1 })
      if (run === 0) continue
      bulk[name].push(gigabytesPerSecond)
      perSecond[name].push(many.pagesPerSecond)
      alone[name].push(getQuantile(one.firstByteMs))
    }
  }
  const [slowOurs, slowBare] = [getQuantile(alone.ours), getQuantile(alone.bare)]
  return [
    toShare(`web address: ${BULK_MIB} MiB`, bulk, { unit: 'GB/s', target: '>= 0.5' }),
    toShare('web address: small requests', perSecond, { unit: 'requests/s', target: '>= 0.35' }),
    buildFigure('web address: one small request over the ingress alone, median', slowOurs - slowBare, 'ms', {
      target: '<= 3',
      comparedWith: `the ingress alone, ${slowBare.toFixed(2)} ms`,
      ratio: Number((slowOurs / slowBare).toFixed(2)),
    }),
  ]
}

function toShare(
  name: string,
  { ours, bare }: { ours: number[]; bare: number[] },
  { unit, target }: { unit: string; target: string },
): Figure {
  const [own, other] = [getQuantile(ours), getQuantile(bare)]
  const ratio = Number((own / other).toFixed(2))
  return buildFigure(`${name}, share of the ingress alone`, ratio, 'times', {
    target,
    comparedWith: `the ingress alone, ${other.toPrecision(3)} ${unit}`,
    ratio,
  })
}

function toEchoFigures({ ours, bare }: { ours: number[]; bare: number[] }): Figure[] {
  const [own, other] = [getQuantile(ours, 0.95), getQuantile(bare, 0.95)]
  return [
    buildFigure('terminal: echo of a letter, p95', own, 'ms', {
      comparedWith: `a bare exec, ${other.toFixed(2)} ms`,
      ratio: Number((own / other).toFixed(2)),
    }),
    buildFigure('terminal: echo over a bare exec, p95', own - other, 'ms', { target: '<= 10' }),
  ]
}

/** Gigabytes per second of one large answer, thrown away. */
async function download({ host, port, headers }: Door): Promise<number> {
  const startedMs = performance.now()
  const response = await new Promise<http.IncomingMessage>((resolve, reject) => {
    http.get({ host, port, headers, path: `/?mib=${BULK_MIB}`, agent: false }, resolve).on('error', reject)
  })
  if (response.statusCode !== 200) throw new Error(`The workload answered ${response.statusCode}.`)
  await pipeline(response, createWriteStream('/dev/null'))
  return (BULK_MIB * MIB) / 1e6 / (performance.now() - startedMs)
}
