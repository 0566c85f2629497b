import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import type { Machines } from './portal-settings.ts'

const KUBELET_PORT = 10_250

const endpointSlice = z.object({
  endpoints: z.array(z.object({ addresses: z.array(z.string()) })).nullish(),
  ports: z.array(z.object({ port: z.number() })).nullish(),
})

const node = z.object({
  status: z.object({ addresses: z.array(z.object({ type: z.string(), address: z.string() })).default([]) }),
})

/** Where requests to the Service of the API server really go, which is what network policies look at. */
export async function getApiServer(client: KubeClient): Promise<Machines> {
  const slices = await listObjects(client, {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    namespace: 'default',
    labelSelector: 'kubernetes.io/service-name=kubernetes',
  })
  const found = slices.map((slice) => endpointSlice.parse(slice))
  const port = found[0]?.ports?.[0]?.port
  if (port === undefined) {
    throw new AppError('UNAVAILABLE', 'The cluster does not say where its API server is: kubectl get endpointslices.')
  }
  const addresses = found.flatMap(({ endpoints }) => (endpoints ?? []).flatMap((endpoint) => endpoint.addresses))
  return { addresses: addresses.toSorted(), port }
}

export async function getKubelets(client: KubeClient): Promise<Machines> {
  const nodes = await listObjects(client, { apiVersion: 'v1', kind: 'Node' })
  const addresses = nodes
    .flatMap((object) => node.parse(object).status.addresses)
    .filter(({ type }) => type === 'InternalIP')
    .map(({ address }) => address)
  return { addresses: addresses.toSorted(), port: KUBELET_PORT }
}
