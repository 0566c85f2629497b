import { readFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { AppError } from '#lib/errors.ts'
import { run } from './exec.ts'
import type { ClusterLayout } from './layout.ts'

const PREFIX_LENGTH = 30

const KERNEL_SETTINGS = {
  'ipv4/ip_forward': 1,
  // A pod cannot send under another pod's address.
  'ipv4/conf/all/rp_filter': 1,
  'ipv4/conf/default/rp_filter': 1,
  // Pods would reach the node by its link-local addresses, around every policy.
  'ipv6/conf/all/disable_ipv6': 1,
  'ipv6/conf/default/disable_ipv6': 1,
}

/** Names of interfaces have 15 characters at most, so they come from the index. */
function getLinkNames({ index }: ClusterLayout): { host: string; node: string } {
  return { host: `moorage${index}h`, node: `moorage${index}n` }
}

/** The command that runs `command` in the node's network. `ip netns exec` would hide the cgroup mounts from the kubelet. */
export function inNetns(layout: Pick<ClusterLayout, 'netnsFile'>, command: readonly string[]): [string, ...string[]] {
  return ['nsenter', `--net=${layout.netnsFile}`, ...command]
}

async function hasNetns(layout: ClusterLayout): Promise<boolean> {
  // After a reboot the file may still lie there without a namespace mounted on it.
  const mounts = await readFile('/proc/self/mountinfo', 'utf8')
  return existsSync(layout.netnsFile) && mounts.includes(` ${layout.netnsFile} `)
}

/** Makes the node's network namespace with one link to the host. Throws UNAVAILABLE when the addresses are taken. */
export async function createNetwork(layout: ClusterLayout): Promise<void> {
  if (await hasNetns(layout)) return
  await requireFreeAddress(layout)
  const link = getLinkNames(layout)
  await run('ip', ['netns', 'delete', layout.netns]).catch(() => undefined)
  await run('ip', ['netns', 'add', layout.netns])
  await run('ip', ['link', 'add', link.host, 'type', 'veth', 'peer', 'name', link.node, 'netns', layout.netns])
  await run('ip', ['address', 'add', `${layout.hostAddress}/${PREFIX_LENGTH}`, 'dev', link.host])
  await run('ip', ['link', 'set', link.host, 'up'])
  const node = (command: string[]) => {
    const [program, ...args] = inNetns(layout, command)
    return run(program, args)
  }
  await node(['ip', 'link', 'set', 'lo', 'up'])
  await node(['ip', 'address', 'add', `${layout.nodeAddress}/${PREFIX_LENGTH}`, 'dev', link.node])
  await node(['ip', 'link', 'set', link.node, 'up'])
  await node(['ip', 'route', 'add', 'default', 'via', layout.hostAddress])
  const settings = Object.entries(KERNEL_SETTINGS).map(([key, value]) => `echo ${value} > /proc/sys/net/${key}`)
  await node(['sh', '-ec', settings.join('\n')])
}

/** Removes the namespace, and with it its rules and routes, and the link. */
export async function deleteNetwork(layout: ClusterLayout): Promise<void> {
  await run('ip', ['link', 'delete', getLinkNames(layout).host]).catch(() => undefined)
  await run('ip', ['netns', 'delete', layout.netns]).catch(() => undefined)
}

async function requireFreeAddress(layout: ClusterLayout): Promise<void> {
  const { stdout } = await run('ip', ['-4', '-o', 'address', 'show'])
  const holder = stdout.split('\n').find((line) => line.includes(` ${layout.hostAddress}/`))
  if (!holder) return
  const device = holder.split(/\s+/)[1] ?? 'another interface'
  if (device === getLinkNames(layout).host) {
    await deleteNetwork(layout)
    return
  }
  throw new AppError(
    'UNAVAILABLE',
    `The address ${layout.hostAddress} is taken by ${device}: choose another name for the cluster with --name, which gives other addresses.`,
  )
}
