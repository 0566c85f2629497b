import { createHash } from 'node:crypto'
import { stringify } from 'yaml'
import type { KubeObject } from '#lib/kube/object.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import { labelAddonObjects, RESTRICTED_CONTAINER, RESTRICTED_POD, toAddonLabels } from './addon-object.ts'
import { buildContourAccess, CONTOUR_NAMESPACE } from './contour-access.ts'

const XDS_PORT = 8001
const STATS_PORT = 8002
const ENVOY_DIR = '/run/envoy'
const BOOTSTRAP_FILE = `${ENVOY_DIR}/bootstrap.json`
const NO_LIMIT = 100_000

/**
 * What would cut off a long upload, a slow download or a quiet event stream is off. One limit has no setting here: a
 * route's answer has to be complete within 15 s unless its Ingress says `projectcontour.io/response-timeout: infinity`,
 * and it refuses WebSockets except on the paths in `projectcontour.io/websocket-routes`.
 */
function buildConfiguration(): string {
  return stringify({
    // Paths of downloads carry their permission, so successful requests are not written down.
    'accesslog-level': 'error',
    // Compression would drop strong ETags, which downloads are continued by.
    compression: { algorithm: 'disabled' },
    timeouts: {
      'request-timeout': 'infinity',
      'stream-idle-timeout': 'infinity',
      'max-connection-duration': 'infinity',
      'connection-idle-timeout': '1h',
      // How long a connection that ends with its answer may make no progress. The kernel reports progress by the megabyte,
      // so Envoy's own second cuts the end off a download that is slower. And not for long, because Chromium shows the
      // refusal of an upload only when this has passed.
      'delayed-close-timeout': '10s',
    },
    // Envoy's own limit of 1024 would refuse the event streams of a full house.
    cluster: {
      'circuit-breakers': { 'max-connections': NO_LIMIT, 'max-pending-requests': NO_LIMIT, 'max-requests': NO_LIMIT },
    },
  })
}

function toContourContainer(layout: ClusterLayout) {
  return {
    name: 'contour',
    image: IMAGE_NAMES.contour,
    imagePullPolicy: 'Never',
    args: [
      'serve',
      '--incluster',
      '--config-path=/etc/contour/contour.yaml',
      '--disable-leader-election',
      '--disable-feature=extensionservices',
      // Both containers share one loopback interface, which nobody else can reach.
      '--insecure',
      '--xds-address=127.0.0.1',
      `--xds-port=${XDS_PORT}`,
      `--stats-port=${STATS_PORT}`,
      `--envoy-service-http-port=${layout.ingressPort}`,
      `--ingress-status-address=${layout.nodeAddress}`,
    ],
    resources: { requests: { cpu: '10m', memory: '48Mi' } },
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [{ name: 'configuration', mountPath: '/etc/contour', readOnly: true }],
  }
}

function toEnvoyContainer(layout: ClusterLayout) {
  return {
    name: 'envoy',
    image: IMAGE_NAMES.envoy,
    imagePullPolicy: 'Never',
    // Envoy does not read "--flag=value".
    args: [
      '--config-path',
      BOOTSTRAP_FILE,
      '--service-cluster',
      CONTOUR_NAMESPACE,
      '--service-node',
      'envoy',
      '--log-level',
      'warning',
      '--concurrency',
      '2',
      '--disable-hot-restart',
    ],
    ports: [{ name: 'http', containerPort: layout.ingressPort, hostPort: layout.ingressPort, protocol: 'TCP' }],
    // Contour tells Envoy to listen there, so this covers both.
    readinessProbe: { httpGet: { path: '/ready', port: STATS_PORT }, periodSeconds: 1 },
    resources: { requests: { cpu: '10m', memory: '48Mi' } },
    securityContext: RESTRICTED_CONTAINER,
    volumeMounts: [{ name: 'envoy', mountPath: ENVOY_DIR }],
  }
}

function buildDeployment(layout: ClusterLayout, configuration: string): KubeObject {
  const selector = { 'app.kubernetes.io/name': 'contour' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'contour', namespace: CONTOUR_NAMESPACE },
    spec: {
      replicas: 1,
      revisionHistoryLimit: 1,
      // A second pod could not have the same port of the node.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: selector },
      template: {
        metadata: {
          labels: toAddonLabels('contour'),
          annotations: { 'moorage.dev/configuration': createHash('sha256').update(configuration).digest('hex') },
        },
        spec: {
          serviceAccountName: 'contour',
          priorityClassName: 'system-cluster-critical',
          terminationGracePeriodSeconds: 5,
          securityContext: RESTRICTED_POD,
          initContainers: [
            {
              name: 'bootstrap',
              image: IMAGE_NAMES.contour,
              imagePullPolicy: 'Never',
              args: [
                'bootstrap',
                BOOTSTRAP_FILE,
                '--xds-address=127.0.0.1',
                `--xds-port=${XDS_PORT}`,
                `--admin-address=${ENVOY_DIR}/admin.sock`,
              ],
              securityContext: RESTRICTED_CONTAINER,
              volumeMounts: [{ name: 'envoy', mountPath: ENVOY_DIR }],
            },
          ],
          containers: [toContourContainer(layout), toEnvoyContainer(layout)],
          volumes: [
            { name: 'configuration', configMap: { name: 'contour' } },
            { name: 'envoy', emptyDir: {} },
          ],
        },
      },
    },
  }
}

/** The ingress controller: Contour reads Ingress objects, Envoy carries the traffic on the node's ingress port. */
export function buildContour(layout: ClusterLayout, crds: readonly KubeObject[]): KubeObject[] {
  const configuration = buildConfiguration()
  return labelAddonObjects('contour', [
    ...buildContourAccess(),
    ...crds,
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'contour', namespace: CONTOUR_NAMESPACE },
      data: { 'contour.yaml': configuration },
    },
    buildDeployment(layout, configuration),
  ])
}
