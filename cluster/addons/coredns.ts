import { createHash } from 'node:crypto'
import type { KubeObject } from '#lib/kube/object.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { labelAddonObjects, RESTRICTED_CONTAINER, RESTRICTED_POD, toAddonLabels } from './addon-object.ts'

const NAMESPACE = 'kube-system'
const HEALTH_PORT = 8080
const READY_PORT = 8181

/**
 * Names under localhost lead to the ingress, so that an address from a browser's window means the same inside a pod.
 * Nothing is forwarded: pods have no way out of the node, and a name that cannot be reached fails at once.
 * Answers come from memory and are not cached: a Service has its name in the moment in which it exists.
 */
function buildCorefile(layout: Pick<ClusterLayout, 'nodeAddress'>): string {
  return `.:53 {
    errors
    health :${HEALTH_PORT}
    template ANY ANY {
        rcode NXDOMAIN
    }
}
localhost:53 {
    errors
    template IN A {
        match "[.]localhost[.]$"
        answer "{{ .Name }} 60 IN A ${layout.nodeAddress}"
        fallthrough
    }
    template ANY ANY {
        rcode NOERROR
    }
}
cluster.local:53 in-addr.arpa:53 ip6.arpa:53 {
    errors
    ready :${READY_PORT}
    kubernetes
}
`
}

function buildAccess(): KubeObject[] {
  const name = 'system:coredns'
  const verbs = ['list', 'watch']
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'coredns', namespace: NAMESPACE } },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name },
      rules: [
        { apiGroups: [''], resources: ['namespaces', 'services'], verbs },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs },
      ],
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: 'coredns', namespace: NAMESPACE }],
    },
  ]
}

function buildDeployment(corefile: string): KubeObject {
  const selector = { 'k8s-app': 'kube-dns' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'coredns', namespace: NAMESPACE, labels: selector },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 1,
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: { ...toAddonLabels('coredns'), ...selector },
          annotations: { 'moorage.dev/configuration': createHash('sha256').update(corefile).digest('hex') },
        },
        spec: {
          serviceAccountName: 'coredns',
          priorityClassName: 'system-cluster-critical',
          dnsPolicy: 'Default',
          terminationGracePeriodSeconds: 5,
          securityContext: {
            ...RESTRICTED_POD,
            // Network policies see the pod's port, so it has to be 53; this lets a user without capabilities listen there.
            sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '53' }],
          },
          containers: [
            {
              name: 'coredns',
              image: IMAGE_NAMES.coredns,
              imagePullPolicy: 'Never',
              args: ['-conf', '/etc/coredns/Corefile'],
              ports: [
                { name: 'dns', containerPort: 53, protocol: 'UDP' },
                { name: 'dns-tcp', containerPort: 53, protocol: 'TCP' },
              ],
              readinessProbe: { httpGet: { path: '/ready', port: READY_PORT }, periodSeconds: 1 },
              livenessProbe: {
                httpGet: { path: '/health', port: HEALTH_PORT },
                periodSeconds: 10,
                failureThreshold: 6,
              },
              resources: { requests: { cpu: '10m', memory: '24Mi' } },
              securityContext: RESTRICTED_CONTAINER,
              volumeMounts: [{ name: 'configuration', mountPath: '/etc/coredns', readOnly: true }],
            },
          ],
          volumes: [{ name: 'configuration', configMap: { name: 'coredns' } }],
        },
      },
    },
  }
}

/** DNS for pods: Services under cluster.local, the ingress under localhost. */
export function buildCoreDns(layout: ClusterLayout): KubeObject[] {
  const corefile = buildCorefile(layout)
  return labelAddonObjects('coredns', [
    ...buildAccess(),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'coredns', namespace: NAMESPACE },
      data: { Corefile: corefile },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'kube-dns', namespace: NAMESPACE, labels: { 'k8s-app': 'kube-dns' } },
      spec: {
        clusterIP: layout.dnsAddress,
        selector: { 'k8s-app': 'kube-dns' },
        ports: [
          { name: 'dns', port: 53, protocol: 'UDP', targetPort: 'dns' },
          { name: 'dns-tcp', port: 53, protocol: 'TCP', targetPort: 'dns-tcp' },
        ],
      },
    },
    buildDeployment(corefile),
  ])
}
