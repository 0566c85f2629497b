import { once } from 'node:events'
import { WebSocket } from 'ws'
import { z } from 'zod'
import type { KubeConfigOptions } from './config.ts'
import { createPodDialer } from './pod-socket.ts'

export interface ExecTarget {
  namespace: string
  pod: string
  container: string
  command: readonly string[]
}

/** How a program ended: by itself, never begun (in the cluster's words), or nobody knows because the connection broke. */
export type ExecEnd = { kind: 'exit'; code: number } | { kind: 'refused'; message: string } | { kind: 'lost' }

export interface ExecHandlers {
  onOutput: (data: Buffer) => void
  /** What was written has left; called after `write` answered false. */
  onDrain: () => void
  onEnd: (end: ExecEnd) => void
}

export interface Execution {
  /** False: whoever writes has to wait for `onDrain`. */
  write: (data: Buffer) => boolean
  resize: (size: { cols: number; rows: number }) => void
  /** Makes the program wait, as soon as what lies between is full. */
  pause: () => void
  resume: () => void
  close: () => void
}

/** https://github.com/kubernetes/kubernetes/blob/v1.36.3/staging/src/k8s.io/apimachinery/pkg/util/remotecommand/constants.go */
const PROTOCOLS = ['v5.channel.k8s.io', 'v4.channel.k8s.io']
const CHANNEL = { stdin: 0, stdout: 1, stderr: 2, status: 3, resize: 4 } as const
const SENT_AHEAD_MAX_BYTES = 256 * 1024

const statusSchema = z.object({
  status: z.string().optional(),
  message: z.string().default(''),
  reason: z.string().default(''),
  details: z
    .object({ causes: z.array(z.object({ reason: z.string().default(''), message: z.string().default('') })) })
    .partial()
    .optional(),
})

/** Runs programs in containers, each with a terminal of its own, through the API server. */
export function createExecutor(options: KubeConfigOptions) {
  const dial = createPodDialer(options)
  return async ({ command, container, ...place }: ExecTarget, handlers: ExecHandlers): Promise<Execution> => {
    const socket = await dial({
      ...place,
      subresource: 'exec',
      query: [
        ...['stdin', 'stdout', 'tty'].map((name) => [name, 'true'] as const),
        ['container', container],
        ...command.map((word) => ['command', word] as const),
      ],
      protocols: PROTOCOLS,
    })
    const execution = follow(socket, handlers)
    await once(socket, 'open')
    return execution
  }
}

function follow(socket: WebSocket, { onOutput, onDrain, onEnd }: ExecHandlers): Execution {
  let end: ExecEnd | null = null
  let isFull = false
  socket.on('message', (data: Buffer) => {
    const channel = data[0]
    const body = data.subarray(1)
    if (channel === CHANNEL.status) end = parseStatus(body)
    else if ((channel === CHANNEL.stdout || channel === CHANNEL.stderr) && body.length > 0) onOutput(body)
  })
  // The close says the same, and comes in any case.
  socket.on('error', () => undefined)
  socket.on('close', () => onEnd(end ?? { kind: 'lost' }))
  const send = (channel: number, body: Buffer, done?: () => void) => {
    if (socket.readyState !== WebSocket.OPEN) return
    socket.send(Buffer.concat([Buffer.of(channel), body]), done)
  }
  return {
    write(data) {
      send(CHANNEL.stdin, data, () => {
        if (!isFull || socket.bufferedAmount >= SENT_AHEAD_MAX_BYTES) return
        isFull = false
        onDrain()
      })
      isFull ||= socket.bufferedAmount >= SENT_AHEAD_MAX_BYTES
      return !isFull
    },
    resize: ({ cols, rows }) => send(CHANNEL.resize, Buffer.from(JSON.stringify({ Width: cols, Height: rows }))),
    pause: () => socket.pause(),
    resume: () => socket.resume(),
    close: () => socket.close(),
  }
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
function parseStatus(body: Buffer): ExecEnd {
  const parsed = statusSchema.safeParse(toJson(body)).data
  if (parsed?.status === 'Success') return { kind: 'exit', code: 0 }
  const cause = parsed?.details?.causes?.find(({ reason }) => reason === 'ExitCode')
  if (parsed?.reason === 'NonZeroExitCode' && cause) return { kind: 'exit', code: Number(cause.message) || 1 }
  return { kind: 'refused', message: parsed?.message ?? '' }
}

function toJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'))
  } catch {
    return null
  }
}
