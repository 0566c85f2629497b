import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import path from 'node:path'
import { run } from '#cluster/exec.ts'
import { createProbeClient } from './probe-client.ts'
import type { AskProbe } from './probe-client.ts'

const PREFIX = `mpol-test-${process.pid}-`
const NODE = { uplink: '10.199.250.2', gateway: '10.244.0.1' }

/** One network namespace with a process in it that listens, answers and connects. */
export interface ProbedNetwork {
  name: string
  netnsFile: string
  address: string
  ask: AskProbe
}

const children: ChildProcess[] = []
const names: string[] = []

async function ip(...args: string[]): Promise<void> {
  await run('ip', args)
}

async function enter(netnsFile: string, command: string): Promise<void> {
  await run('nsenter', [`--net=${netnsFile}`, 'sh', '-euc', command])
}

async function startProbe(netnsFile: string): Promise<AskProbe> {
  const probe = path.join(import.meta.dirname, 'kernel-probe.ts')
  const child = spawn('nsenter', [`--net=${netnsFile}`, process.execPath, probe], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  children.push(child)
  return new Promise((resolve, reject) => {
    const ask = createProbeClient(child, () => resolve(ask))
    child.once('exit', () => reject(new Error(`The probe in ${netnsFile} ended.`)))
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

/** Lets a pod reach the outside by IPv6, as one that has the rights could arrange it; returns the outside's address. */
export async function addIpv6Route(networks: Record<'node' | 'web' | 'outside', ProbedNetwork>): Promise<string> {
  await enter(
    networks.node.netnsFile,
    'echo 1 >/proc/sys/net/ipv6/conf/all/forwarding; ip addr add fd00:5::1/64 dev web; ip addr add fd00:9::2/64 dev uplink',
  )
  await enter(networks.web.netnsFile, 'ip addr add fd00:5::2/64 dev eth0; ip -6 route add default via fd00:5::1')
  await enter(networks.outside.netnsFile, 'ip addr add fd00:9::1/64 dev eth0; ip -6 route add default via fd00:9::2')
  return 'fd00:9::1'
}

/** Ends the probes and removes the networks, with everything in them. */
export async function removeNetworks(): Promise<void> {
  for (const child of children.splice(0)) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.signalCode === null && child.kill('SIGKILL')) await ended
  }
  for (const name of names.splice(0)) await ip('netns', 'del', name)
}
