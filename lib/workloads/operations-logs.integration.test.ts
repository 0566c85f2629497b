import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '#lib/auth/actor.ts'
import { getGroupRoles } from '#lib/auth/memberships.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { closeLongAnswers } from '#lib/http/live/long-answers.ts'
import { createBodySink } from '#lib/http/live/stream-sink.ts'
import { createObject, deleteObject, patchObject } from '#lib/kube/verbs.ts'
import { createAccount, foundGroup, removeAccount, removeGroup, type Place } from '#lib/spaces/testing/people.ts'
import { buildBoxSpec } from '#cluster/testing/box.ts'
import { startCaches, stopCaches } from '#cluster/testing/caches-under-test.ts'
import { client, execInPod, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { podsKind } from '#lib/storage/operations-cache.ts'
import { jobsKind } from './operations-cache.ts'
import { openLogs, streamLogs } from './operations-logs.ts'
import type { LogEvent, LogLine, LogSource, LogsQuery } from './schema-logs.ts'
import { LINE_MAX_BYTES, logsQuerySchema } from './schema-logs.ts'
import type { WorkloadKind } from './schema.ts'

const id = `logs${randomBytes(3).toString('hex')}`
const space: SpaceId = `g/${id}`
const groupRef = { apiVersion: 'moorage.dev/v1alpha1', kind: 'Group', name: id }
const MIB = 1024 ** 2

let group: Place
const people = new Map<string, Actor>()

beforeAll(async () => {
  await becomePortal()
  await startCaches()
  const names = ['owner', 'viewer', 'leaver', 'stranger', 'admin']
  await Promise.all(names.map(async (name) => people.set(name, await welcome(name))))
  const members = [
    { uid: person('owner').uid, role: 'owner' },
    { uid: person('viewer').uid, role: 'viewer' },
    { uid: person('leaver').uid, role: 'editor' },
  ]
  group = await foundGroup(id, { members })
  await Promise.all([
    launch('service', 'web', { replicas: 2, script: 'n=0; while :; do n=$((n+1)); echo "line $n"; sleep 0.1; done' }),
    launch('service', 'crash', { script: 'echo "I ran"; while [ ! -e /tmp/go ]; do sleep 0.1; done; exit 3' }),
    launch('job', 'long', { script: 'head -c 3000000 /dev/zero | tr "\\0" x; echo; printf "no end"' }),
    launch('job', 'flood', {
      script: 'echo begin; while [ ! -e /tmp/go ]; do sleep 0.1; done; timeout 8 yes flood; :',
    }),
  ])
})

afterAll(async () => {
  closeLongAnswers()
  await removeGroup(group)
  for (const actor of people.values()) await removeAccount(actor)
  stopCaches()
})

async function welcome(name: string): Promise<Actor> {
  const { actor } = await createAccount(`${id}-${name}`)
  return { ...actor, isAdmin: name === 'admin' }
}

/** With the roles of this moment. */
function person(name: string): Actor {
  const known = people.get(name)
  if (!known) throw new Error(`There is no ${name}`)
  return { ...known, groups: getGroupRoles(known.uid, []) }
}

/** By hand, without the marks of Moorage: what belongs to a workload is known by its owners. */
async function launch(
  kind: WorkloadKind,
  name: string,
  { script, replicas = 1 }: { script: string; replicas?: number },
) {
  const labels = { test: name }
  const restartPolicy = kind === 'job' ? 'Never' : 'Always'
  const template = {
    metadata: { labels },
    spec: buildBoxSpec({ command: ['sh', '-c', `trap exit TERM; ${script}`], restartPolicy }),
  }
  const isJob = kind === 'job'
  await createObject(client, {
    apiVersion: isJob ? 'batch/v1' : 'apps/v1',
    kind: isJob ? 'Job' : 'Deployment',
    metadata: { name, namespace: group.namespace },
    spec: isJob ? { template, backoffLimit: 0 } : { template, replicas, selector: { matchLabels: labels } },
  })
}

interface Reading {
  events: LogEvent[]
  lines: () => { pod: string; time: string; text: string; fullBytes: number | null }[]
  /** How the stream ended. */
  ended: Promise<string | null>
  close: () => void
}

const toWorkload = (name: string) => ({
  space,
  kind: (name === 'web' || name === 'crash' ? 'service' : 'job') as WorkloadKind,
  name,
})

function open(who: string, name: string, query: Record<string, unknown> = { follow: 'true' }) {
  const access = { actor: person(who), recheck: () => person(who), endsAtMs: Infinity }
  return openLogs({ access, workload: toWorkload(name), query: logsQuerySchema.parse(query) satisfies LogsQuery })
}

/** Reads as a browser does; `isSlow` decides when it takes nothing. */
function read(who: string, name: string, query?: Record<string, unknown>, isSlow = () => false): Reading {
  const { sink, body } = createBodySink()
  streamLogs(open(who, name, query), sink)
  const reader = body.getReader()
  const decoder = new TextDecoder()
  const events: LogEvent[] = []
  const sources = new Map<number, LogSource>()
  const lines: ReturnType<Reading['lines']> = []
  const run = async () => {
    let rest = ''
    for (;;) {
      while (isSlow()) await new Promise((resolve) => setTimeout(resolve, 20))
      const { done, value } = await reader.read()
      const parts = (rest + decoder.decode(value, { stream: !done })).split('\n')
      rest = parts.pop() ?? ''
      for (const event of parts.filter((part) => part !== '').map((part) => JSON.parse(part) as LogEvent)) {
        events.push(event)
        if (event.type === 'source') sources.set(event.id, event)
        if (event.type === 'lines') for (const line of event.lines) lines.push(toShown(line, sources))
      }
      if (!done) continue
      const last = events.at(-1)
      return last?.type === 'end' ? last.reason : null
    }
  }
  return { events, lines: () => lines, ended: run(), close: () => void reader.cancel() }
}

function toShown([source, time, text, fullBytes]: LogLine, sources: Map<number, LogSource>) {
  return { pod: sources.get(source)?.pod ?? '', time, text, fullBytes: fullBytes ?? null }
}

const marksOf = ({ events }: Reading) => events.flatMap((event) => (event.type === 'mark' ? [event] : []))
const countLines = ({ lines }: Reading, from: string) => lines().filter(({ pod }) => pod === from).length
const numbersOf = (all: readonly { pod: string; text: string }[], of: string) =>
  all.filter(({ pod }) => pod === of).map(({ text }) => Number(text.replace('line ', '')))
const podsOf = (name: string) =>
  podsKind
    .list(group.namespace)
    .filter((pod) => pod.facts.labels.test === name && pod.facts.statuses.some((one) => one.runningSince !== null))

test('all pods are followed in one order, also those that come later, and nothing comes twice after a cut', async () => {
  const pods = await waitFor('both pods', async () => (podsOf('web').length === 2 ? podsOf('web') : null))
  const first = read('viewer', 'web')
  await waitFor('lines of both', async () => pods.every(({ name }) => countLines(first, name) > 5))
  first.close()
  const seen = first.lines()
  const times = seen.map(({ time }) => time)
  expect(times.slice(0, 10)).toEqual(times.slice(0, 10).toSorted())

  const from = pods.map(({ name }) => {
    const last = seen.findLast(({ pod }) => pod === name)?.time ?? ''
    const count = seen.filter(({ pod, time }) => pod === name && time === last).length
    return `${name}/box/${last}/${count}`
  })
  const second = read('viewer', 'web', { follow: 'true', from })
  await waitFor('more lines', async () => pods.every(({ name }) => countLines(second, name) > 5))
  for (const { name } of pods) {
    const numbers = numbersOf([...seen, ...second.lines()], name)
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, place) => (numbers[0] ?? 0) + place))
  }

  const [gone] = pods
  await deleteObject(client, { apiVersion: 'v1', kind: 'Pod', namespace: group.namespace, name: gone?.name ?? '' })
  await waitFor('the next pod to speak', async () =>
    second.lines().some(({ pod, text }) => !pods.some(({ name }) => name === pod) && text === 'line 2'),
  )
  expect(marksOf(second).map(({ mark }) => mark)).toContain('started')
  await waitFor('the end of the old one', async () => marksOf(second).some(({ mark }) => mark === 'ended'))
  second.close()
})

test('restarts are marked with how it ended, and the run before can be read', async () => {
  const pod = await waitFor('the pod to run', async () => podsOf('crash')[0])
  const reading = read('owner', 'crash')
  await waitFor('its first line', async () => reading.lines().length === 1)
  await execInPod({ namespace: group.namespace, pod: pod.name, command: ['touch', '/tmp/go'] })
  const mark = await waitFor('it to be restarted', async () => marksOf(reading).find((one) => one.mark === 'restarted'))
  expect(mark).toMatchObject({ exitCode: 3, reason: 'Error' })
  await waitFor('its next line', async () => reading.lines().filter(({ text }) => text === 'I ran').length >= 2)
  const order = reading.events.filter(({ type }) => type === 'lines' || type === 'mark')
  expect(order.findIndex((event) => event.type === 'mark' && event.mark === 'ended')).toBeLessThan(order.indexOf(mark))
  reading.close()

  const previous = read('owner', 'crash', { follow: 'true', previous: 'true' })
  expect(await previous.ended).toBe('finished')
  expect(previous.lines().map(({ text }) => text)).toEqual(['I ran'])
  const none = read('owner', 'web', { previous: 'true' })
  expect(await none.ended).toBe('finished')
  expect(none.lines()).toEqual([])
})

test('a line of megabytes is cut, and is whole in the file', async () => {
  await waitFor(
    'the job to end',
    async () => jobsKind.get({ namespace: group.namespace, name: 'long' })?.succeeded === 1,
  )
  const reading = read('viewer', 'long', {})
  expect(await reading.ended).toBe('finished')
  expect(reading.lines().map(({ text, fullBytes }) => [text.length, fullBytes])).toEqual([
    [LINE_MAX_BYTES, 3_000_000],
    ['no end'.length, null],
  ])
  expect(marksOf(reading)).toMatchObject([{ mark: 'ended', exitCode: 0 }])

  const opened = open('viewer', 'long', { download: 'true' })
  expect(opened.headers['content-disposition']).toBe('attachment; filename="long.log"')
  const { sink, body } = createBodySink()
  streamLogs(opened, sink)
  const text = await new Response(body).text()
  expect(text.split('\n').map((line) => line.replace(/^\S+ /, '').length)).toEqual([3_000_000, 'no end'.length])
})

test('a flood is skipped where it is too fast, and a reader that takes nothing costs nothing', async () => {
  const pod = await waitFor('the pod to run', async () => podsOf('flood')[0])
  let isSlow = false
  const reading = read('viewer', 'flood', { follow: 'true' }, () => isSlow)
  await waitFor('the first line', async () => reading.lines().length === 1)
  const before = process.memoryUsage().arrayBuffers
  await execInPod({ namespace: group.namespace, pod: pod.name, command: ['touch', '/tmp/go'] })
  const countSkipped = () => reading.events.reduce((sum, one) => sum + (one.type === 'skipped' ? one.count : 0), 0)
  let largest = 0
  await waitFor('lines to be skipped', async () => {
    largest = Math.max(largest, process.memoryUsage().arrayBuffers - before)
    return countSkipped() > 100_000
  })
  isSlow = true
  const startedAt = Date.now()
  await waitFor('a while without a reader', async () => {
    largest = Math.max(largest, process.memoryUsage().arrayBuffers - before)
    return Date.now() - startedAt > 3000
  })
  isSlow = false
  const [known, skipped] = [reading.lines().length, countSkipped()]
  await waitFor('it to go on', async () => reading.lines().length > known + 1000 && countSkipped() > skipped)
  expect(largest).toBeLessThan(24 * MIB)
  reading.close()
})

test('only members read logs, and only for as long as they are', async () => {
  expect(() => open('stranger', 'web')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  // An administrator without a role looks after the space, and not into what its programs say.
  expect(() => open('admin', 'web')).toThrow(expect.objectContaining({ code: 'FORBIDDEN' }))
  expect(() => open('viewer', 'nothing')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))

  const leaving = [read('leaver', 'web'), read('leaver', 'crash')]
  const staying = read('viewer', 'web')
  await waitFor('the streams to speak', async () => leaving.every(({ lines }) => lines().length > 0))
  const members = [
    { uid: person('owner').uid, role: 'owner' },
    { uid: person('viewer').uid, role: 'viewer' },
  ]
  await patchObject(client, groupRef, { patch: { spec: { members } } })
  expect(await Promise.all(leaving.map(({ ended }) => ended))).toEqual(['access-changed', 'access-changed'])
  expect(() => open('leaver', 'web')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }))
  const known = staying.lines().length
  await waitFor('the others to go on', async () => staying.lines().length > known)

  const many = Array.from({ length: 9 }, () => read('viewer', 'web'))
  expect(() => open('viewer', 'web')).toThrow(expect.objectContaining({ code: 'TOO_MANY_REQUESTS' }))
  closeLongAnswers()
  expect(await Promise.all([staying, ...many].map(({ ended }) => ended))).toEqual(Array(10).fill('shutdown'))
})
