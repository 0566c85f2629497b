import { readFile } from 'node:fs/promises'
import { parseAllDocuments } from 'yaml'
import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'
import { AppError } from '#lib/errors.ts'

export const CONTOUR_NAMESPACE = 'projectcontour'

// Contour does not start without these two. The others belong to features that are off here.
const NEEDED_CRDS = ['httpproxies.projectcontour.io', 'tlscertificatedelegations.projectcontour.io']

const crd = z.looseObject({
  apiVersion: z.literal('apiextensions.k8s.io/v1'),
  kind: z.literal('CustomResourceDefinition'),
  metadata: z.looseObject({ name: z.string(), annotations: z.record(z.string(), z.string()).optional() }),
})

/** Reads the definitions that Contour needs from the file that comes with its source; throws UNAVAILABLE when they are not there. */
export async function readContourCrds(file: string): Promise<KubeObject[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new AppError(
      'UNAVAILABLE',
      `The file ${file} is missing. Remove the folder it belongs to and run the command again.`,
      { cause },
    )
  })
  const documents = parseAllDocuments(text).map((document) => crd.safeParse(document.toJS()).data)
  return NEEDED_CRDS.map((name) => {
    const found = documents.find((document) => document?.metadata.name === name)
    if (!found)
      throw new AppError(
        'UNAVAILABLE',
        `The file ${file} does not define ${name}. It belongs to another version of Contour.`,
      )
    return found
  })
}

/** The namespace and what Contour may do: read routes and their targets, write their status. */
export function buildContourAccess(): KubeObject[] {
  const read = ['get', 'list', 'watch']
  const updateStatus = ['get', 'update']
  return [
    {
      apiVersion: 'v1',
      kind: 'Namespace',
      // Baseline forbids hostPort, through which the ingress is reached; all else keeps to restricted.
      metadata: { name: CONTOUR_NAMESPACE, labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } },
    },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'contour', namespace: CONTOUR_NAMESPACE } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'contour' },
      rules: [
        { apiGroups: [''], resources: ['secrets', 'services'], verbs: read },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
        { apiGroups: ['networking.k8s.io'], resources: ['ingresses'], verbs: read },
        { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status'], verbs: updateStatus },
        { apiGroups: ['projectcontour.io'], resources: ['httpproxies', 'tlscertificatedelegations'], verbs: read },
        { apiGroups: ['projectcontour.io'], resources: ['httpproxies/status'], verbs: updateStatus },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: 'contour' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'contour' },
      subjects: [{ kind: 'ServiceAccount', name: 'contour', namespace: CONTOUR_NAMESPACE }],
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'contour', annotations: { 'ingressclass.kubernetes.io/is-default-class': 'true' } },
      spec: { controller: 'projectcontour.io/ingress-controller' },
    },
  ]
}
