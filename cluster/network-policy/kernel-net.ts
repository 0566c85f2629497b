import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { run } from '#cluster/exec.ts'
import type { ProbeAnswer, ProbeOrder } from './kernel-probe.ts'

const PREFIX = `mpol-test-${process.pid}-`
const NODE = { uplink: '10.199.250.2', gateway: '10.244.0.1' }

type OrderWithoutId = ProbeOrder extends infer Order ? (Order extends ProbeOrder ? Omit<Order, 'id'> : never) : never

/** One network namespace with a process in it that listens, answers and connects. */
export interface ProbedNetwork {
  name: string
  netnsFile: string
  address: string
  ask(order: OrderWithoutId): Promise<ProbeAnswer>
}

const children: ChildProcess[] = []
const names: string[] = []

async function ip(...args: string[]): Promise<void> {
  await run('ip', args)
}

async function enter(netnsFile: string, command: string): Promise<void> {
  await run('nsenter', [`--net=${netnsFile}`, 'sh', '-euc', command])
}

async function startProbe(netnsFile: string): Promise<ProbedNetwork['ask']> {
  const probe = path.join(import.meta.dirname, 'kernel-probe.ts')
  const child = spawn('nsenter', [`--net=${netnsFile}`, process.execPath, probe], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  const waiting = new Map<number, (answer: ProbeAnswer) => void>()
  const receive = (line: string): void => {
    const answer = JSON.parse(line) as ProbeAnswer
    waiting.get(answer.id)?.(answer)
    waiting.delete(answer.id)
  }
  let lastId = 0
  await new Promise<void>((resolve, reject) => {
    waiting.set(0, () => resolve())
    child.once('exit', () => reject(new Error(`The probe in ${netnsFile} ended.`)))
    createInterface({ input: child.stdout }).on('line', receive)
  })
  return (order) =>
    new Promise((resolve) => {
      lastId += 1
      waiting.set(lastId, resolve)
      child.stdin.write(`${JSON.stringify({ id: lastId, ...order })}\n`)
    })
}

async function createNetwork(name: string): Promise<string> {
  await ip('netns', 'add', `${PREFIX}${name}`)
  names.push(`${PREFIX}${name}`)
  const netnsFile = `/run/netns/${PREFIX}${name}`
  await enter(
    netnsFile,
    // rp_filter would hide whether the rules themselves stop a forged source; accept_dad makes IPv6 addresses usable at once.
    'ip link set lo up; cd /proc/sys/net; echo 1 >ipv4/ip_forward; for i in all default; do echo 0 >ipv4/conf/$i/rp_filter; echo 0 >ipv6/conf/$i/accept_dad; done',
  )
  return netnsFile
}

export async function createNode(): Promise<ProbedNetwork> {
  const netnsFile = await createNetwork('node')
  return { name: 'node', netnsFile, address: NODE.uplink, ask: await startProbe(netnsFile) }
}

/** Wires a network to the node as the ptp plugin does it: the gateway's address on each host end, and a route for one address. */
export async function createPod(node: ProbedNetwork, pod: { name: string; address: string }): Promise<ProbedNetwork> {
  const { name, address } = pod
  const netnsFile = await createNetwork(name)
  await ip('-n', `${PREFIX}node`, 'link', 'add', name, 'type', 'veth', 'peer', 'eth0', 'netns', `${PREFIX}${name}`)
  await enter(
    node.netnsFile,
    `ip addr add ${NODE.gateway}/32 dev ${name}; ip link set ${name} up; ip route add ${address}/32 dev ${name}`,
  )
  await enter(
    netnsFile,
    `ip addr add ${address}/32 dev eth0; ip link set eth0 up; ip route add ${NODE.gateway} dev eth0; ip route add default via ${NODE.gateway}`,
  )
  return { name, netnsFile, address, ask: await startProbe(netnsFile) }
}

/** The world beyond the node's uplink. */
export async function createOutside(node: ProbedNetwork, address: string): Promise<ProbedNetwork> {
  const netnsFile = await createNetwork('outside')
  await ip('-n', `${PREFIX}node`, 'link', 'add', 'uplink', 'type', 'veth', 'peer', 'eth0', 'netns', `${PREFIX}outside`)
  await enter(
    node.netnsFile,
    `ip addr add ${NODE.uplink}/24 dev uplink; ip link set uplink up; ip route add default via ${address}`,
  )
  await enter(
    netnsFile,
    `ip addr add ${address}/24 dev eth0; ip link set eth0 up; ip route add default via ${NODE.uplink}`,
  )
  return { name: 'outside', netnsFile, address, ask: await startProbe(netnsFile) }
}

/** The link-local address at which a pod sees the node. */
export async function getLinkLocalAddress(node: ProbedNetwork, pod: ProbedNetwork): Promise<string> {
  const { stdout } = await run('ip', [
    '-n',
    `${PREFIX}node`,
    '-6',
    '-o',
    'addr',
    'show',
    'dev',
    pod.name,
    'scope',
    'link',
  ])
  const [, address = ''] = /inet6 (fe80::[0-9a-f:]+)/.exec(stdout) ?? []
  return `${address}%eth0`
}

/** Ends the probes and removes the networks, with everything in them. */
export async function removeNetworks(): Promise<void> {
  for (const child of children.splice(0)) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended
  }
  for (const name of names.splice(0)) await ip('netns', 'del', name)
}
