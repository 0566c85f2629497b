import type { KubeObject } from '#lib/kube/object.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { buildContour } from './contour.ts'
import { buildCoreDns } from './coredns.ts'
import { buildMetricsServer } from './metrics-server.ts'

// What others refer to comes first. An APIService without a server behind it disturbs discovery, so it is the last.
const APPLY_ORDER = [
  'Namespace',
  'CustomResourceDefinition',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'RoleBinding',
  'ConfigMap',
  'Service',
  'IngressClass',
  'Deployment',
  'APIService',
]

/** Everything that the cluster itself runs in pods, in the order in which it can be applied. */
export function buildAddons(layout: ClusterLayout, options: { contourCrds: readonly KubeObject[] }): KubeObject[] {
  const objects = [...buildCoreDns(layout), ...buildContour(layout, options.contourCrds), ...buildMetricsServer()]
  return objects.toSorted((a, b) => APPLY_ORDER.indexOf(a.kind) - APPLY_ORDER.indexOf(b.kind))
}
