import { randomUUID } from 'node:crypto'
import { getClusterStatus } from '#cluster/cluster-status.ts'
import { getDemoAddresses } from '#cluster/demo/demo-addresses.ts'
import { createIdentityControl } from '#cluster/identity/identity-control.ts'
import { getClusterLayout } from '#cluster/layout.ts'
import { AppError } from '#lib/errors.ts'
import { createKubeClient, type KubeClient } from '#lib/kube/client.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { inParallel } from './in-parallel.ts'

export interface DemoPerson {
  username: string
  password: string
  displayName: string
  subject: string
  space: `u/${string}`
  namespace: string
}

/** The demo, and people in it who are there for one benchmark. */
export interface DemoPeople {
  portalUrl: string
  portalHost: string
  /** An administrator of the cluster. */
  client: KubeClient
  /** People whom the provider knows and the portal does not yet. */
  create(count: number): Promise<DemoPerson[]>
  /** Takes away everybody, with space and user. */
  leave(): Promise<void>
}

const AT_ONCE = 8

/** The demo that runs, or the local cluster that MOORAGE_CLUSTER_NAME names; throws UNAVAILABLE when it is stopped. */
export async function openDemo(): Promise<DemoPeople> {
  const layout = getClusterLayout(process.env['MOORAGE_CLUSTER_NAME'] ?? 'demo')
  if ((await getClusterStatus(layout)).state === 'stopped') {
    throw new AppError('UNAVAILABLE', `Nothing runs as ${layout.name}: start it with npm run demo.`)
  }
  const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
  const identity = createIdentityControl(client)
  const everybody: DemoPerson[] = []
  const remove = async ({ username, namespace }: DemoPerson) => {
    await identity.removePerson(username)
    await deleteObject(client, { apiVersion: 'v1', kind: 'Namespace', name: namespace })
    await deleteObject(client, { apiVersion: 'moorage.dev/v1alpha1', kind: 'User', name: username })
  }
  return {
    ...getDemoAddresses(layout.ingressPort),
    client,
    create: async (count) => {
      const people = Array.from({ length: count }, buildPerson)
      everybody.push(...people)
      await inParallel(people, {
        limit: AT_ONCE,
        work: ({ subject, username, password, displayName }) =>
          identity.setPerson({ subject, username, password, name: displayName, email: `${username}@example.org` }),
      })
      return people
    },
    leave: async () => void (await inParallel(everybody, { limit: AT_ONCE, work: remove })),
  }
}

function buildPerson(): DemoPerson {
  const username = `bench-${randomUUID().slice(0, 8)}`
  return {
    username,
    password: randomUUID(),
    displayName: `Bench ${username.slice(6)}`,
    subject: randomUUID(),
    space: `u/${username}`,
    namespace: `user-${username}-storage`,
  }
}
