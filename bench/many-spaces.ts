import { NAMESPACE } from '#cluster/demo/rights.ts'
import { buildBox } from '#cluster/testing/box.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject, ObjectRef } from '#lib/kube/object.ts'
import { createObject, getObject } from '#lib/kube/verbs.ts'
import { buildSpaceObjects, toUserSpace, type SpaceDefaults } from '#lib/spaces/objects.ts'
import type { SpaceSettings } from '#lib/spaces/schema.ts'
import { buildVolume } from '#lib/storage/objects.ts'
import { progress } from './bench-cluster.ts'
import { buildBenchUser, formatBenchName } from './bench-sessions.ts'
import { inParallel } from './in-parallel.ts'

/** What the portal's settings are when nothing is set. */
export const SPACE_DEFAULTS: SpaceDefaults = {
  quota: { pods: 10, volumes: 5, gpu: 0, storage: '100Gi', cpu: '8', memory: '16Gi', ephemeralStorage: '20Gi' },
  quotaRoles: [],
  volumeSize: '10Gi',
  storageClass: null,
}
export const SPACE_SETTINGS: SpaceSettings = {
  ownNamespace: NAMESPACE,
  ingressNamespace: null,
  podSecurity: 'restricted',
  hasInternetEgress: false,
}

const AT_ONCE = 16

export interface ManySpaces {
  issuer: string
  spaces: number
  /** In each space, its first volume included. */
  volumes: number
  pods: number
}

/**
 * Spaces of people who never signed in, whole and with pods that no scheduler looks at, as the cluster's administrator
 * writes them. What is there already stays.
 */
export async function createSpaces(client: KubeClient, { issuer, spaces, volumes, pods }: ManySpaces): Promise<void> {
  const step = progress.start(`Making ${spaces} spaces`)
  const build = (_: unknown, index: number) => buildSpace(issuer, { index, volumes, pods })
  await inParallel(Array.from({ length: spaces }, build), {
    limit: AT_ONCE,
    work: async (objects) => {
      // Made in order: with the last one, all are there.
      const last = objects.at(-1)
      if (last && (await getObject(client, toRef(last)))) return
      for (const object of objects) await createOnce(client, object)
    },
  })
  step.finish()
}

/** Quotas last: they would have to count each pod and volume as it comes. */
function buildSpace(
  issuer: string,
  { index, volumes, pods }: { index: number; volumes: number; pods: number },
): KubeObject[] {
  const username = formatBenchName(index)
  const user = buildBenchUser(issuer, index)
  const space = toUserSpace({ username, issuer, subject: username, quota: {}, quotaRole: null }, SPACE_DEFAULTS)
  const { namespace } = space
  const [first, ...rest] = buildSpaceObjects(space, SPACE_SETTINGS)
  const more = Array.from({ length: volumes - 1 }, (_, number) =>
    buildVolume({
      namespace,
      kind: 'user',
      name: `data-${number}`,
      title: null,
      size: '1Gi',
      storageClass: null,
      accessMode: 'ReadWriteOnce',
      isPrimary: false,
    }),
  )
  const isQuota = ({ kind }: KubeObject) => kind === 'ResourceQuota'
  // Kubernetes makes it too, a while later; pods are refused until then.
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { namespace, name: 'default' } }
  return [
    user,
    ...(first ? [first] : []),
    account,
    ...rest.filter((object) => !isQuota(object)),
    ...more,
    ...Array.from({ length: pods }, (_, number) => buildWaitingPod(namespace, number)),
    ...rest.filter(isQuota),
  ]
}

function buildWaitingPod(namespace: string, number: number): KubeObject {
  const pod = buildBox({ namespace, name: `pod-${number}` })
  return { ...pod, spec: { ...(pod['spec'] as object), schedulingGates: [{ name: 'moorage.dev/bench' }] } }
}

function toRef({ apiVersion, kind, metadata: { namespace, name } }: KubeObject): ObjectRef {
  return { apiVersion, kind, namespace, name }
}

async function createOnce(client: KubeClient, object: KubeObject): Promise<void> {
  try {
    await createObject(client, object)
  } catch (error) {
    if (getKubeCase(error) !== 'already-exists') throw error
  }
}
