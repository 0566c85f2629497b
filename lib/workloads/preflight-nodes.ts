import { parseAmount } from '#lib/quota/objects-amounts.ts'
import { listGpus } from './objects-gpus.ts'
import { CPU_SHARE, getCpuRequest } from './objects-pod.ts'
import type { PodFacts } from './objects-pods.ts'
import type { NodeFacts } from './objects-surroundings.ts'
import { formatPlain } from './preflight-quota.ts'
import { refuse, warn } from './preflight-findings.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'

interface Room {
  cpu: number
  memory: number
  gpus: number
  pods: number
}

/** The same of a node, where there may be GPUs of several kinds. */
interface NodeAmounts extends Omit<Room, 'gpus'> {
  gpus: Record<string, number>
}

/** What a node has for pods, and what of it nobody has asked for yet. */
export interface NodeRoom {
  name: string
  all: NodeAmounts
  /** Null: the pods of the whole cluster are not known. */
  free: NodeAmounts | null
}

/** As much of a pod as says what it takes of its node. */
export interface NodeGuest extends Pick<PodFacts, 'nodeName' | 'phase'> {
  readonly containers: readonly Pick<PodFacts['containers'][number], 'requests'>[]
}

/** Nodes that take new pods of anybody; `pods` are those of all namespaces, null where they cannot be read. */
export function toNodeRooms(nodes: readonly NodeFacts[], pods: readonly NodeGuest[] | null): NodeRoom[] {
  const taken = new Map<string, NodeAmounts>()
  for (const pod of pods ?? []) {
    if (pod.nodeName === null || pod.phase === 'Succeeded' || pod.phase === 'Failed') continue
    const room = taken.get(pod.nodeName) ?? { cpu: 0, memory: 0, gpus: {}, pods: 0 }
    for (const { requests } of pod.containers) addTo(room, requests)
    room.pods += 1
    taken.set(pod.nodeName, room)
  }
  const isOpen = ({ isReady, isClosed, taints }: NodeFacts) =>
    isReady && !isClosed && !taints.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
  return nodes.filter(isOpen).map(({ name, allocatable }) => {
    const all = { cpu: 0, memory: 0, gpus: {}, pods: parseAmount(allocatable.pods, 'count') ?? 0 }
    addTo(all, allocatable)
    const used = taken.get(name)
    return { name, all, free: pods === null ? null : subtract(all, used) }
  })
}

function addTo(room: NodeAmounts, amounts: Readonly<Record<string, string>>): void {
  room.cpu += parseAmount(amounts.cpu, 'millicores') ?? 0
  room.memory += parseAmount(amounts.memory, 'bytes') ?? 0
  for (const [kind, count] of listGpus(amounts)) room.gpus[kind] = (room.gpus[kind] ?? 0) + count
}

function subtract(all: NodeAmounts, used: NodeAmounts | undefined): NodeAmounts {
  const { cpu, memory, gpus, pods } = used ?? { cpu: 0, memory: 0, gpus: {}, pods: 0 }
  return {
    cpu: Math.max(0, all.cpu - cpu),
    memory: Math.max(0, all.memory - memory),
    gpus: Object.fromEntries(
      Object.entries(all.gpus).map(([kind, count]) => [kind, Math.max(0, count - (gpus[kind] ?? 0))]),
    ),
    pods: Math.max(0, all.pods - pods),
  }
}

/** What is set aside for one pod. */
const getNeed = ({ cpu, memory, gpus }: LaunchInput): Room => ({ cpu: getCpuRequest(cpu), memory, gpus, pods: 1 })

const RESOURCES = ['gpus', 'memory', 'cpu', 'pods'] as const
const UNITS = { gpus: 'count', memory: 'bytes', cpu: 'millicores', pods: 'count' } as const
const FIELDS = { gpus: 'gpus', memory: 'memory', cpu: 'cpu', pods: null } as const

/** Larger than every node is refused; larger than what is free would wait, so that it is only said. */
export function checkNodes(input: LaunchInput, nodes: readonly NodeRoom[] | null): Finding[] {
  if (!nodes) return []
  const need = getNeed(input)
  const toRoom = (amounts: NodeAmounts): Room => ({ ...amounts, gpus: amounts.gpus[input.gpuResource] ?? 0 })
  if (nodes.length === 0) return [warn('no-nodes', null)]
  if (need.gpus > 0 && nodes.every(({ all }) => toRoom(all).gpus === 0)) return [refuse('no-gpus', 'gpus')]
  const ofAll = findShortage(
    need,
    nodes.map(({ all }) => toRoom(all)),
  )
  if (ofAll) return [toFinding('larger-than-nodes', ofAll, need)]
  const free = nodes.flatMap((node) => (node.free ? [toRoom(node.free)] : []))
  const ofFree = free.length === nodes.length ? findShortage(need, free) : null
  return ofFree ? [toFinding('no-node-free', ofFree, need)] : []
}

interface Shortage {
  /** Null: each is enough somewhere, but not all on one node. */
  resource: (typeof RESOURCES)[number] | null
  largest: number
}

function findShortage(need: Room, rooms: readonly Room[]): Shortage | null {
  if (rooms.some((room) => RESOURCES.every((resource) => room[resource] >= need[resource]))) return null
  const resource = RESOURCES.find((one) => rooms.every((room) => room[one] < need[one]))
  return resource
    ? { resource, largest: Math.max(...rooms.map((room) => room[resource])) }
    : { resource: null, largest: 0 }
}

function toFinding(code: 'larger-than-nodes' | 'no-node-free', { resource, largest }: Shortage, need: Room): Finding {
  const make = code === 'larger-than-nodes' ? refuse : warn
  if (resource === null) return make(`${code}-together`, null)
  const format = (value: number) => formatPlain(value, UNITS[resource])
  const field = FIELDS[resource]
  const missing = need[resource] - largest
  // Only a part of the limit is set aside, so that more of the limit has to go.
  const less = resource === 'cpu' ? missing * CPU_SHARE : missing
  const fixes =
    field === null || largest === 0 ? [] : [{ code: 'less', target: field, parameters: { amount: format(less) } }]
  return make(code, field, { resource, asked: format(need[resource]), largest: format(largest) }, fixes)
}
