import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterEach, beforeEach, expect } from 'vitest'
import type { AppError } from '#lib/errors.ts'
import { createKubeClient } from './client.ts'
import type { KubeObject } from './object.ts'
import { startScriptedServer } from './scripted-server.ts'
import type { Exchange, ScriptedServer } from './scripted-server.ts'
import { watchList } from './watch.ts'
import type { WatchedList, WatchOptions } from './watch.ts'

interface Item {
  name: string
  color: string
}

function toItem(raw: KubeObject): Item | null {
  const color = raw.metadata.labels?.color
  if (color === 'poison') throw new Error('cannot be read')
  return color === undefined ? null : { name: raw.metadata.name, color }
}

/** A watch of pods and, for each test anew, a server that answers it with nothing but what the test sends. */
export function scriptPods() {
  const log: string[] = []
  const problems: AppError[] = []
  let server: ScriptedServer
  let watched: WatchedList<Item> | undefined

  beforeEach(async () => {
    server = await startScriptedServer()
    log.length = 0
    problems.length = 0
  })
  afterEach(async () => {
    watched?.stop()
    await server.close()
  })

  function start(options: Partial<WatchOptions<Item>> = {}): WatchedList<Item> {
    watched = watchList<Item>({
      client: createKubeClient({ kubeconfigPath: server.kubeconfigPath }),
      path: '/api/v1/pods',
      toItem,
      onChange: (key, item) => log.push(`${key}=${item?.color ?? 'gone'}`),
      onRelist: () => log.push('relist'),
      onProblem: (problem) => problems.push(problem),
      backoffMs: (failures) => {
        log.push(`back-off ${failures}`)
        return 0
      },
      ...options,
    })
    return watched
  }

  /** Answers the list, then opens the watch that follows it. */
  async function answerList(body: object): Promise<Exchange> {
    const listing = await server.next()
    expect(listing.query).not.toHaveProperty('watch')
    listing.sendJson(200, body)
    return openWatch()
  }

  async function openWatch(): Promise<Exchange> {
    const watch = await server.next()
    expect(watch.query.watch).toBe('true')
    watch.openWatch()
    return watch
  }

  return {
    /** What the watch told of, in a word each. */
    log,
    problems,
    start,
    nextRequest: () => server.next(),
    countRequests: () => server.count(),
    answerList,
    openWatch,
  }
}

export function pod(name: string, version: number, color?: string) {
  return { metadata: { name, namespace: 'x', resourceVersion: String(version), labels: color ? { color } : {} } }
}

export function list(version: number, items: object[], token?: string) {
  return { apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: String(version), continue: token }, items }
}

export function line(type: string, object: object): string {
  return `${JSON.stringify({ type, object })}\n`
}

export function bookmark(version: number): string {
  return line('BOOKMARK', { kind: 'Pod', metadata: { resourceVersion: String(version) } })
}

/** Waits until something came true, however many turns that takes; the test's own time limit ends it otherwise. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await nextTurn()
}
