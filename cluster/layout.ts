import path from 'node:path'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'

/** Where one local cluster keeps its files and which addresses it has. All of it follows from the cluster's name. */
export interface ClusterLayout {
  name: string
  /** 0 for `demo`; decides the addresses and the port, so that clusters run side by side. */
  index: number
  /** Everything that outlives a `down`: `<checkout>/.moorage/<name>`. */
  dir: string
  /** Sockets and process records: short paths (a unix socket's path holds 107 bytes), gone after a reboot. */
  runDir: string
  netns: string
  netnsFile: string
  hostAddress: string
  nodeAddress: string
  apiServerUrl: string
  podCidr: string
  serviceCidr: string
  dnsAddress: string
  ingressPort: number
  kubeconfig: string
  logsDir: string
  volumesDir: string
  nodeName: string
  /** Parent of every container's cgroup, relative to each controller's root. */
  cgroup: string
}

const CHECKOUT_DIR = path.resolve(import.meta.dirname, '..')

const DEMO_PORT = 8080
const INDEX_RANGE = 200

const clusterName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/)
  .refine((name) => !name.endsWith('-'))

/** FNV-1a, so that the same name has the same addresses on every machine and in every checkout. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (const byte of Buffer.from(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0
  return value
}

/** Derives the layout of the cluster called `name`; throws INVALID_INPUT for a name that cannot be a network namespace. */
export function getClusterLayout(name: string): ClusterLayout {
  const parsed = clusterName.safeParse(name)
  if (!parsed.success) {
    throw new AppError(
      'INVALID_INPUT',
      `"${name}" cannot name a cluster: use at most 20 lower-case letters, digits and hyphens, beginning with a letter, as in --name demo.`,
    )
  }
  const index = name === 'demo' ? 0 : 1 + (hash(name) % INDEX_RANGE)
  const dir = path.join(CHECKOUT_DIR, '.moorage', name)
  const nodeAddress = `10.199.${index}.2`
  return {
    name,
    index,
    dir,
    runDir: `/run/moorage/${name}`,
    netns: `moorage-${name}`,
    netnsFile: `/run/netns/moorage-${name}`,
    hostAddress: `10.199.${index}.1`,
    nodeAddress,
    apiServerUrl: `https://${nodeAddress}:6443`,
    podCidr: '10.244.0.0/24',
    serviceCidr: '10.96.0.0/16',
    dnsAddress: '10.96.0.10',
    ingressPort: DEMO_PORT + index,
    kubeconfig: path.join(dir, 'kubeconfig'),
    logsDir: path.join(dir, 'logs'),
    volumesDir: path.join(dir, 'volumes'),
    nodeName: 'node-1',
    cgroup: `/moorage-${name}`,
  }
}
