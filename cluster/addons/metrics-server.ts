import type { KubeObject } from '#lib/kube/object.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { labelAddonObjects, RESTRICTED_CONTAINER, RESTRICTED_POD, toAddonLabels } from './addon-object.ts'

const NAMESPACE = 'kube-system'
const NAME = 'metrics-server'
const PORT = 10250
const RBAC = 'rbac.authorization.k8s.io'

const SUBJECTS = [{ kind: 'ServiceAccount', name: NAME, namespace: NAMESPACE }]

function buildClusterRoleBinding(name: string, role: string): KubeObject {
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name },
    roleRef: { apiGroup: RBAC, kind: 'ClusterRole', name: role },
    subjects: SUBJECTS,
  }
}

function buildAccess(): KubeObject[] {
  const read = ['get', 'list', 'watch']
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: NAME, namespace: NAMESPACE } },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: {
        name: 'system:aggregated-metrics-reader',
        labels: {
          'rbac.authorization.k8s.io/aggregate-to-view': 'true',
          'rbac.authorization.k8s.io/aggregate-to-edit': 'true',
          'rbac.authorization.k8s.io/aggregate-to-admin': 'true',
        },
      },
      rules: [{ apiGroups: ['metrics.k8s.io'], resources: ['pods', 'nodes'], verbs: read }],
    },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'system:metrics-server' },
      rules: [
        { apiGroups: [''], resources: ['nodes/metrics'], verbs: ['get'] },
        { apiGroups: [''], resources: ['pods', 'nodes'], verbs: read },
      ],
    },
    buildClusterRoleBinding('system:metrics-server', 'system:metrics-server'),
    buildClusterRoleBinding('metrics-server:system:auth-delegator', 'system:auth-delegator'),
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      metadata: { name: 'metrics-server-auth-reader', namespace: NAMESPACE },
      roleRef: { apiGroup: RBAC, kind: 'Role', name: 'extension-apiserver-authentication-reader' },
      subjects: SUBJECTS,
    },
  ]
}

function buildDeployment(): KubeObject {
  const selector = { 'k8s-app': NAME }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: NAME, namespace: NAMESPACE, labels: selector },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 1,
      selector: { matchLabels: selector },
      template: {
        metadata: { labels: { ...toAddonLabels(NAME), ...selector } },
        spec: {
          serviceAccountName: NAME,
          priorityClassName: 'system-cluster-critical',
          terminationGracePeriodSeconds: 5,
          securityContext: RESTRICTED_POD,
          containers: [
            {
              name: NAME,
              image: IMAGE_NAMES.metricsServer,
              imagePullPolicy: 'Never',
              args: [
                '--cert-dir=/tmp',
                `--secure-port=${PORT}`,
                '--kubelet-preferred-address-types=InternalIP',
                '--kubelet-use-node-status-port',
                '--kubelet-certificate-authority=/var/run/secrets/kubernetes.io/serviceaccount/ca.crt',
                // The shortest that it accepts; numbers appear after the second round. A request has to fit into it.
                '--metric-resolution=10s',
                '--kubelet-request-timeout=5s',
              ],
              ports: [{ name: 'https', containerPort: PORT, protocol: 'TCP' }],
              // Its own /readyz waits for two rounds of measurements, 20 s: until then it answers that there are no numbers yet.
              readinessProbe: { httpGet: { path: '/livez', port: 'https', scheme: 'HTTPS' }, periodSeconds: 1 },
              livenessProbe: {
                httpGet: { path: '/livez', port: 'https', scheme: 'HTTPS' },
                periodSeconds: 10,
                failureThreshold: 6,
              },
              resources: { requests: { cpu: '10m', memory: '48Mi' } },
              securityContext: RESTRICTED_CONTAINER,
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
            },
          ],
          volumes: [{ name: 'tmp', emptyDir: {} }],
        },
      },
    },
  }
}

/** CPU and memory of pods and the node, for `kubectl top`. */
export function buildMetricsServer(): KubeObject[] {
  return labelAddonObjects(NAME, [
    ...buildAccess(),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: NAME, namespace: NAMESPACE, labels: { 'k8s-app': NAME } },
      spec: {
        selector: { 'k8s-app': NAME },
        ports: [{ name: 'https', port: 443, protocol: 'TCP', targetPort: 'https', appProtocol: 'https' }],
      },
    },
    buildDeployment(),
    {
      apiVersion: 'apiregistration.k8s.io/v1',
      kind: 'APIService',
      metadata: { name: 'v1beta1.metrics.k8s.io' },
      spec: {
        service: { name: NAME, namespace: NAMESPACE },
        group: 'metrics.k8s.io',
        version: 'v1beta1',
        // It makes its own certificate at each start, as upstream's manifest has it.
        insecureSkipTLSVerify: true,
        groupPriorityMinimum: 100,
        versionPriority: 100,
      },
    },
  ])
}
