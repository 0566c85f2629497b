import type { SpaceRole } from '#lib/auth/can.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { AccessMode } from '#lib/storage/schema.ts'

/** How much a space may use; amounts are Kubernetes quantities. */
export interface SpaceQuota {
  pods: number
  volumes: number
  gpu: number
  storage: string
  cpu: string
  memory: string
  ephemeralStorage: string
}

export interface WantedVolume {
  name: string
  /** What people called it; null where the name says it. */
  title: string | null
  size: string
  /** Null: the cluster's default class. */
  storageClass: string | null
  accessMode: AccessMode
  isPrimary: boolean
}

export type SpaceOwner = { kind: 'user'; issuer: string; subject: string } | { kind: 'group'; groupUid: string }

/** What a space has to be, for one user or one group. */
export interface WantedSpace {
  spaceId: SpaceId
  namespace: string
  owner: SpaceOwner
  quota: SpaceQuota
  volumes: WantedVolume[]
}

/** What is the same for all spaces of an installation. */
export interface SpaceSettings {
  /** Moorage's own namespace, where portal and gateway run. */
  ownNamespace: string
  /** Where the ingress controller runs; null when none leads into spaces. */
  ingressNamespace: string | null
  podSecurity: 'restricted' | 'baseline'
  hasInternetEgress: boolean
  /** Which resources of nodes are GPUs; left out: those of NVIDIA. */
  gpuResources?: readonly string[]
}

/** "foreign": there is one of that name that Moorage did not make; it is left alone. */
export type DriftProblem = 'missing' | 'changed' | 'foreign' | 'deleting'

/** One object of a space that is not as it has to be. */
export interface Drift {
  objectKind: SpaceObjectKind
  name: string
  problem: DriftProblem
}

export const SPACE_OBJECT_KINDS = [
  'Namespace',
  'RoleBinding',
  'LimitRange',
  'ResourceQuota',
  'NetworkPolicy',
  'PersistentVolumeClaim',
] as const

export type SpaceObjectKind = (typeof SPACE_OBJECT_KINDS)[number]

/** One line of the administrator's page. */
export interface SpaceDrift {
  spaceId: SpaceId
  namespace: string
  drift: Drift[]
}

/** A space as its people see it in lists. */
export interface SpaceSummary {
  id: SpaceId
  kind: 'user' | 'group'
  /** Of a group what people call it, of a person the username. */
  name: string
  /** What the one who asks is in it. */
  role: SpaceRole
}
