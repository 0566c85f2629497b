import { mkdir, readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { run } from '#cluster/exec.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import type { CtrCommand } from '#cluster/images/load-images.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { buildCniPlugin } from '#cluster/network-policy/cni-plugin.ts'
import { getCniSocketPath } from '#cluster/network-policy/controller.ts'
import type { Part, PartContext } from './part.ts'

const CAP_SYS_RESOURCE = 24n

/** libcni keeps its results in one directory for all networks of the machine, by this name. */
export function getCniNetworkName({ name }: Pick<ClusterLayout, 'name'>): string {
  return `moorage-${name}`
}

export function getContainerdSocket(layout: ClusterLayout): string {
  return path.join(layout.runDir, 'containerd.sock')
}

/** containerd's own client, for the images of this cluster's kubelet. */
export function buildCtrCommand({ layout, built }: Pick<PartContext, 'layout' | 'built'>): CtrCommand {
  return [path.join(built.binDir, 'ctr'), '--address', getContainerdSocket(layout), '--namespace', 'k8s.io']
}

/** Without CAP_SYS_RESOURCE a container's oom_score_adj can only be raised, never lowered. */
export async function canLowerOomScore(): Promise<boolean> {
  const status = await readFile('/proc/self/status', 'utf8')
  const effective = BigInt(`0x${/^CapEff:\s*([0-9a-f]+)/m.exec(status)?.[1] ?? '0'}`)
  return (effective & (1n << CAP_SYS_RESOURCE)) !== 0n
}

async function writeCni(layout: ClusterLayout, binDir: string): Promise<{ confDir: string; pluginDir: string }> {
  const confDir = path.join(layout.dir, 'config', 'cni')
  const pluginDir = path.join(layout.dir, 'config', 'cni-plugins')
  await mkdir(confDir, { recursive: true })
  await mkdir(pluginDir, { recursive: true })
  await writeFile(path.join(pluginDir, 'moorage-policy'), buildCniPlugin(getCniSocketPath(layout)), { mode: 0o755 })
  const conflist = {
    cniVersion: '1.0.0',
    name: getCniNetworkName(layout),
    plugins: [
      {
        type: 'ptp',
        // Policies see the pods' own addresses, since nothing is masqueraded.
        ipMasq: false,
        ipam: {
          type: 'host-local',
          dataDir: path.join(layout.runDir, 'cni'),
          ranges: [[{ subnet: layout.podCidr }]],
          routes: [{ dst: '0.0.0.0/0' }],
        },
      },
      { type: 'portmap', capabilities: { portMappings: true }, backend: 'nftables', snat: true },
      { type: 'moorage-policy' },
    ],
  }
  await writeFile(path.join(confDir, '10-moorage.conflist'), JSON.stringify(conflist, null, 2))
  await run('ln', [
    '-sf',
    ...['ptp', 'host-local', 'portmap', 'loopback'].map((name) => path.join(binDir, name)),
    pluginDir,
  ])
  return { confDir, pluginDir }
}

export async function buildContainerdPart({ layout, built }: PartContext): Promise<Part> {
  const configFile = path.join(layout.dir, 'config', 'containerd.toml')
  const { confDir, pluginDir } = await writeCni(layout, built.binDir)
  const socket = getContainerdSocket(layout)
  const text = (value: string) => JSON.stringify(value)
  // Version 3, because version 4 keeps the socket's address elsewhere.
  const config = `version = 3
root = ${text(path.join(layout.dir, 'containerd'))}
state = ${text(path.join(layout.runDir, 'containerd'))}
imports = []
disabled_plugins = [
  'io.containerd.nri.v1.nri',
  'io.containerd.internal.v1.opt',
  'io.containerd.tracing.processor.v1.otlp',
  'io.containerd.snapshotter.v1.btrfs',
  'io.containerd.snapshotter.v1.devmapper',
  'io.containerd.snapshotter.v1.erofs',
  'io.containerd.snapshotter.v1.zfs',
  'io.containerd.snapshotter.v1.blockfile',
]

[grpc]
address = ${text(socket)}

[plugins.'io.containerd.cri.v1.images']
snapshotter = 'overlayfs'
[plugins.'io.containerd.cri.v1.images'.pinned_images]
sandbox = ${text(IMAGE_NAMES.pause)}

[plugins.'io.containerd.cri.v1.runtime']
restrict_oom_score_adj = ${!(await canLowerOomScore())}
netns_mounts_under_state_dir = true
enable_unprivileged_ports = true
enable_criu = false
[plugins.'io.containerd.cri.v1.runtime'.cni]
bin_dirs = [${text(pluginDir)}]
conf_dir = ${text(confDir)}
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc]
runtime_type = 'io.containerd.runc.v2'
runtime_path = ${text(path.join(built.binDir, 'containerd-shim-runc-v2'))}
[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.runc.options]
BinaryName = ${text(path.join(built.binDir, 'runc'))}
Root = ${text(path.join(layout.runDir, 'runc'))}
SystemdCgroup = false
`
  await writeFile(configFile, config)
  return {
    name: 'containerd',
    isOnNode: true,
    after: [],
    command: [path.join(built.binDir, 'containerd'), '--config', configFile, '--log-level', 'warn'],
    readiness: { socketPath: socket },
  }
}
