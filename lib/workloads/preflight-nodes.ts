import { parseAmount } from '#lib/quota/objects-amounts.ts'
import { CPU_SHARE, getCpuRequest, GPU } from './objects-pod.ts'
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

/** What a node has for pods, and what of it nobody has asked for yet. */
export interface NodeRoom {
  name: string
  all: Room
  /** Null: the pods of the whole cluster are not known. */
  free: Room | null
}

/** As much of a pod as says what it takes of its node. */
export interface NodeGuest extends Pick<PodFacts, 'nodeName' | 'phase'> {
  readonly containers: readonly Pick<PodFacts['containers'][number], 'requests'>[]
}

/** Nodes that take new pods of anybody; `pods` are those of all namespaces, null where they cannot be read. */
export function toNodeRooms(nodes: readonly NodeFacts[], pods: readonly NodeGuest[] | null): NodeRoom[] {
  const taken = new Map<string, Room>()
  for (const pod of pods ?? []) {
    if (pod.nodeName === null || pod.phase === 'Succeeded' || pod.phase === 'Failed') continue
    const room = taken.get(pod.nodeName) ?? { cpu: 0, memory: 0, gpus: 0, pods: 0 }
    for (const { requests } of pod.containers) addTo(room, requests)
    room.pods += 1
    taken.set(pod.nodeName, room)
  }
  const isOpen = ({ isReady, isClosed, taints }: NodeFacts) =>
    isReady && !isClosed && !taints.some(({ effect }) => effect === 'NoSchedule' || effect === 'NoExecute')
  return nodes.filter(isOpen).map(({ name, allocatable }) => {
    const all = { cpu: 0, memory: 0, gpus: 0, pods: parseAmount(allocatable.pods, 'count') ?? 0 }
    addTo(all, allocatable)
    const used = taken.get(name)
    return { name, all, free: pods === null ? null : subtract(all, used) }
  })
}

function addTo(room: Room, amounts: Readonly<Record<string, string>>): void {
  room.cpu += parseAmount(amounts.cpu, 'millicores') ?? 0
  room.memory += parseAmount(amounts.memory, 'bytes') ?? 0
  room.gpus += parseAmount(amounts[GPU], 'count') ?? 0
}

function subtract(all: Room, used: Room | undefined): Room {
  const { cpu, memory, gpus, pods } = used ?? { cpu: 0, memory: 0, gpus: 0, pods: 0 }
  return {
    cpu: Math.max(0, all.cpu - cpu),
    memory: Math.max(0, all.memory - memory),
    gpus: Math.max(0, all.gpus - gpus),
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
  if (nodes.length === 0) return [warn('no-nodes', null)]
  if (need.gpus > 0 && nodes.every(({ all }) => all.gpus === 0)) return [refuse('no-gpus', 'gpus')]
  const ofAll = findShortage(
    need,
    nodes.map(({ all }) => all),
  )
  if (ofAll) return [toFinding('larger-than-nodes', ofAll, need)]
  const free = nodes.flatMap((node) => node.free ?? [])
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
