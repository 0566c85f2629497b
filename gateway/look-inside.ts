import type { Duplex } from 'node:stream'
import type { KubeClient } from '#lib/kube/client.ts'
import type { createExecutor, ExecEnd, Execution } from '#lib/kube/exec.ts'
import type { createPortForwarder, ForwardTarget } from '#lib/kube/port-forward.ts'
import { getNamespaceName } from '#lib/auth/space-id.ts'
import { parseListeners } from '#lib/workloads/objects-listeners.ts'
import { toPodFacts } from '#lib/workloads/objects-pods.ts'
import { LISTENERS_MAX } from '#lib/workloads/schema-listeners.ts'
import type { ListenersAnswer, ListenersQuestion } from '#lib/workloads/schema-listeners.ts'
import { usesHostNetwork } from './find-pods.ts'
import { shareRunning } from './share-running.ts'
import { findTrustedPod } from './trusted-pod.ts'

export interface InsideOptions {
  client: KubeClient
  execute: ReturnType<typeof createExecutor>
  forward: ReturnType<typeof createPortForwarder>
}

/** Nothing that anybody sends becomes part of it. */
const COMMAND = ['cat', '/proc/net/tcp', '/proc/net/tcp6']
const EXEC_TIMEOUT_MS = 5000
/** Some 1700 connections; with more of them it is not known what comes after. */
const OUTPUT_MAX_BYTES = 256 * 1024
/** A connection that is refused is told of within milliseconds; one that is taken says nothing. */
const SILENCE_MS = 2000
const AT_ONCE_MAX = 8

const UNKNOWN: ListenersAnswer = { state: 'unknown' }

/** Looks once which ports the programs of a pod listen on. */
export function createInsideLooker(options: InsideOptions): (question: ListenersQuestion) => Promise<ListenersAnswer> {
  const ask = (question: ListenersQuestion) => look(options, question)
  return shareRunning({ ask, atOnceMax: AT_ONCE_MAX, refusal: UNKNOWN })
}

async function look(
  { client, execute, forward }: InsideOptions,
  { space, pod, podUid, container, port }: ListenersQuestion,
): Promise<ListenersAnswer> {
  const namespace = getNamespaceName(space)
  const found = await findTrustedPod(client, { namespace, pod, podUid })
  // On a machine's own network, other programs than the pod's listen too.
  if (!found || usesHostNetwork(found)) return UNKNOWN
  const { statuses, deletingSince } = toPodFacts(found)
  const isRunning = statuses.some(({ name, runningSince }) => name === container && runningSince !== null)
  if (!isRunning || deletingSince !== null) return UNKNOWN
  const sockets = await readSockets(execute, { namespace, pod, container })
  if (sockets === 'unknown') return UNKNOWN
  if (sockets !== 'no-program') {
    return { state: 'known', listeners: parseListeners(sockets.text).slice(0, LISTENERS_MAX) }
  }
  const isOpen = await isOpenInside(forward, { namespace, pod, port })
  if (isOpen === null) return UNKNOWN
  return { state: 'known', listeners: isOpen ? [{ port, isLoopback: true }] : [] }
}

interface Place {
  namespace: string
  pod: string
  container: string
}

/** `unknown`: not all of it was said in time. */
type Sockets = { text: string } | 'no-program' | 'unknown'

/** What the kernel says. */
function readSockets(execute: InsideOptions['execute'], place: Place): Promise<Sockets> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    let sizeBytes = 0
    let execution: Execution | null = null
    let isOver = false
    const finish = (found: Sockets) => {
      if (isOver) return
      isOver = true
      clearTimeout(timer)
      execution?.close()
      resolve(found)
    }
    const timer = setTimeout(() => finish('unknown'), EXEC_TIMEOUT_MS)
    const handlers = {
      onOutput(data: Buffer) {
        sizeBytes += data.length
        if (sizeBytes > OUTPUT_MAX_BYTES) finish('unknown')
        else if (!isOver) chunks.push(data)
      },
      onDrain: () => undefined,
      onEnd: (end: ExecEnd) => finish(toSockets(end, Buffer.concat(chunks).toString('latin1'))),
    }
    execute({ ...place, command: COMMAND }, handlers).then(
      (opened) => {
        execution = opened
        if (isOver) opened.close()
      },
      () => finish('unknown'),
    )
  })
}

const NO_PROGRAM = /no such file|not found|executable file|permission denied/i

function toSockets(end: ExecEnd, text: string): Sockets {
  // Without IPv6 the second file is missing, and the first one is all there is.
  if (end.kind === 'exit') return text.includes('local_address') ? { text } : 'no-program'
  return end.kind === 'refused' && NO_PROGRAM.test(end.message) ? 'no-program' : 'unknown'
}

/** Whether something inside the pod takes connections on this port of 127.0.0.1; null when that could not be tried. */
async function isOpenInside(forward: InsideOptions['forward'], target: ForwardTarget): Promise<boolean | null> {
  const stream = await forward(target).catch(() => null)
  return stream && waitForRefusal(stream)
}

function waitForRefusal(stream: Duplex): Promise<boolean | null> {
  const { promise, resolve } = Promise.withResolvers<boolean | null>()
  const timer = setTimeout(() => resolve(true), SILENCE_MS)
  stream.once('data', () => resolve(true))
  stream.on('error', (error) => resolve(/connection refused/i.test(error.message) ? false : null))
  stream.once('close', () => resolve(null))
  return promise.finally(() => {
    clearTimeout(timer)
    stream.destroy()
  })
}
