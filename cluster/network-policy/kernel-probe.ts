import { createSocket } from 'node:dgram'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { createInterface } from 'node:readline'

/** One order to a probe, as a line of JSON on its standard input; each is answered by a line with its id. */
export type ProbeOrder = { id: number } & (
  | { kind: 'tcp' | 'udp'; host: string; port: number; timeoutMs: number }
  /** Whether the receiver takes the connection, whatever it speaks. */
  | { kind: 'connect'; host: string; port: number; timeoutMs: number }
  /** Whether the receiver's ICMP answer, that nobody listens at this UDP port, comes back. */
  | { kind: 'refusal'; host: string; port: number; timeoutMs: number }
  /** Opens the connection that `say` uses. */
  | { kind: 'hold'; host: string; port: number; timeoutMs: number }
  | { kind: 'say'; timeoutMs: number }
  /** Sends datagrams without pause until `hush`, from an address of its choice. */
  | { kind: 'flood'; host: string; port: number; from: string }
  | { kind: 'hush' }
  /** The addresses that datagrams came from since the last time. */
  | { kind: 'heard' }
)

export interface ProbeAnswer {
  id: number
  isOpen?: boolean
  heard?: string[]
}

const PROBE_PORTS = { tcp: [8080, 8081, 8085, 9000, 6443, 10_250, 2379], udp: [5353, 5354] }

const heard = new Set<string>()
let held: Socket | null = null
let isFlooding = false

/** Resolves with whether an echo comes back in time. */
function waitForEcho(socket: Socket, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs)
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer)
      resolve(isOpen)
    }
    socket.once('data', () => settle(true)).once('error', () => settle(false))
    socket.write('echo')
  })
}

async function tryTcp(order: { host: string; port: number; timeoutMs: number }): Promise<boolean> {
  const socket = connect(order.port, order.host)
  const isOpen = await waitForEcho(socket, order.timeoutMs)
  socket.destroy()
  return isOpen
}

function tryConnect(order: { host: string; port: number; timeoutMs: number }): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: order.host, port: order.port, timeout: order.timeoutMs })
    const settle = (isOpen: boolean): void => {
      socket.destroy()
      resolve(isOpen)
    }
    socket
      .once('connect', () => settle(true))
      .once('timeout', () => settle(false))
      .once('error', () => settle(false))
  })
}

function tryUdp(order: { host: string; port: number; timeoutMs: number }): Promise<'echo' | 'refusal' | 'silence'> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    const settle = (answer: 'echo' | 'refusal' | 'silence'): void => {
      clearTimeout(timer)
      socket.close()
      resolve(answer)
    }
    const timer = setTimeout(() => settle('silence'), order.timeoutMs)
    socket.once('message', () => settle('echo')).once('error', () => settle('refusal'))
    // Only a connected socket hears of ICMP errors.
    socket.connect(order.port, order.host, () => socket.send('echo'))
  })
}

function flood({ host, port, from }: { host: string; port: number; from: string }): void {
  const socket = createSocket('udp4').on('error', () => null)
  const send = (): void => {
    if (!isFlooding) return void socket.close()
    socket.send('flood', port, host, () => setImmediate(send))
  }
  isFlooding = true
  socket.bind(0, from, send)
}

async function obey(order: ProbeOrder): Promise<Omit<ProbeAnswer, 'id'>> {
  switch (order.kind) {
    case 'tcp':
      return { isOpen: await tryTcp(order) }
    case 'connect':
      return { isOpen: await tryConnect(order) }
    case 'udp':
      return { isOpen: (await tryUdp(order)) === 'echo' }
    case 'refusal':
      return { isOpen: (await tryUdp(order)) === 'refusal' }
    case 'hold':
      held = connect(order.port, order.host)
      return { isOpen: await waitForEcho(held, order.timeoutMs) }
    case 'say':
      return { isOpen: held ? await waitForEcho(held, order.timeoutMs) : false }
    case 'flood':
      flood(order)
      break
    case 'hush':
      isFlooding = false
      break
    case 'heard': {
      const addresses = [...heard]
      heard.clear()
      return { heard: addresses }
    }
  }
  return {}
}

function listen(): Promise<unknown> {
  const tcp = PROBE_PORTS.tcp.map(
    (port) =>
      new Promise<void>((resolve) =>
        createServer((socket) => void socket.on('error', () => null).pipe(socket)).listen(port, '::', resolve),
      ),
  )
  const udp = PROBE_PORTS.udp.map(
    (port) =>
      new Promise<void>((resolve) => {
        const socket = createSocket('udp4')
        socket.on('message', (message, sender) => {
          heard.add(sender.address)
          socket.send(message, sender.port, sender.address)
        })
        socket.bind(port, resolve)
      }),
  )
  return Promise.all([...tcp, ...udp])
}

if (import.meta.main) {
  await listen()
  console.log('{"id":0}')
  for await (const line of createInterface({ input: process.stdin })) {
    const order = JSON.parse(line) as ProbeOrder
    void obey(order).then((answer) => console.log(JSON.stringify({ id: order.id, ...answer })))
  }
  process.exit()
}
