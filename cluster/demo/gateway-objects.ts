import { createHash } from 'node:crypto'
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '#cluster/addons/addon-object.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { MONITORING_LABEL, tcp, toBlocks, toPeer } from './portal-network.ts'
import { METRICS_PORT, type Machines, type Peer } from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

export const GATEWAY_NAME = 'gateway'
const PORT = 3001
const FILE_SERVER_PORT = 8080
const USER_ID = 65_532
const STOP_SECONDS = 20

const SELECTOR = { 'app.kubernetes.io/name': 'moorage', 'app.kubernetes.io/component': 'gateway' }

export interface GatewayObjectOptions {
  /** Where there are several. */
  name?: string
  image: string
  imageDigest: string | null
  way: 'service' | 'port-forward'
  filesUrl: string
  /** Null: no Ingress leads to it. */
  host: string | null
  ingressClass: string | null
  ingress: Peer & { port: number }
  apiServer: Machines
}

/** The gateway: closed before it runs, reachable when it is there. */
export function buildGateway(options: GatewayObjectOptions): KubeObject[] {
  const name = options.name ?? GATEWAY_NAME
  const labels = { ...SELECTOR, 'app.kubernetes.io/part-of': 'moorage', 'app.kubernetes.io/instance': name }
  const metadata = { name, namespace: NAMESPACE, labels }
  const selector = { ...SELECTOR, 'app.kubernetes.io/instance': name }
  const build = (apiVersion: string, kind: string, spec: object): KubeObject => ({ apiVersion, kind, metadata, spec })
  return [
    build('networking.k8s.io/v1', 'NetworkPolicy', buildPolicy(options, selector)),
    build('apps/v1', 'Deployment', {
      replicas: 1,
      revisionHistoryLimit: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: selector },
      template: buildTemplate(options, labels),
    }),
    build('v1', 'Service', {
      selector,
      // The port of the metrics is not among them.
      ports: [{ name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' }],
    }),
    ...(options.host === null ? [] : [buildIngress(name, labels, options)]),
  ]
}

function buildTemplate({ image, imageDigest, way, filesUrl }: GatewayObjectOptions, labels: Record<string, string>) {
  const settings = {
    MOORAGE_FILES_URL: filesUrl,
    MOORAGE_FILES_ACCESS: way,
    MOORAGE_GATEWAY_PORT: String(PORT),
    MOORAGE_METRICS_PORT: String(METRICS_PORT),
  }
  const hash = createHash('sha256')
    .update(JSON.stringify([settings, imageDigest]))
    .digest('hex')
  const probe = { httpGet: { path: '/healthz', port: 'http' }, timeoutSeconds: 5 }
  return {
    metadata: { labels, annotations: { 'moorage.dev/configuration': hash } },
    spec: {
      serviceAccountName: 'moorage-gateway',
      automountServiceAccountToken: true,
      enableServiceLinks: false,
      terminationGracePeriodSeconds: STOP_SECONDS,
      securityContext: { ...RESTRICTED_POD, runAsUser: USER_ID, runAsGroup: USER_ID, fsGroup: USER_ID },
      containers: [
        {
          name: GATEWAY_NAME,
          image,
          imagePullPolicy: 'IfNotPresent',
          env: Object.entries(settings).map(([name, value]) => ({ name, value })),
          ports: [
            { name: 'http', containerPort: PORT, protocol: 'TCP' },
            { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
          ],
          readinessProbe: { ...probe, periodSeconds: 2 },
          livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
          resources: { requests: { cpu: '50m', memory: '96Mi' }, limits: { memory: '512Mi' } },
          securityContext: RESTRICTED_CONTAINER,
          terminationMessagePolicy: 'FallbackToLogsOnError',
        },
      ],
    },
  }
}

/** In come the ingress controller and whoever collects metrics; out it goes to file servers of spaces and the API server. */
function buildPolicy({ ingress, apiServer }: GatewayObjectOptions, selector: Record<string, string>) {
  const fileServers = {
    namespaceSelector: { matchLabels: { 'app.kubernetes.io/managed-by': 'moorage' } },
    podSelector: { matchExpressions: [{ key: 'moorage.dev/fileserver', operator: 'Exists' }] },
  }
  return {
    podSelector: { matchLabels: selector },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [
      { from: [toPeer(ingress)], ports: [tcp(PORT)] },
      { from: [{ namespaceSelector: { matchLabels: { [MONITORING_LABEL]: 'true' } } }], ports: [tcp(METRICS_PORT)] },
    ],
    egress: [
      { to: [fileServers], ports: [tcp(FILE_SERVER_PORT)] },
      ...(apiServer.addresses.length > 0 ? [{ to: toBlocks(apiServer), ports: [tcp(apiServer.port)] }] : []),
    ],
  }
}

function buildIngress(name: string, labels: Record<string, string>, options: GatewayObjectOptions): KubeObject {
  const backend = { service: { name, port: { name: 'http' } } }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: NAMESPACE, labels, annotations: { 'projectcontour.io/response-timeout': 'infinity' } },
    spec: {
      ...(options.ingressClass ? { ingressClassName: options.ingressClass } : {}),
      rules: [{ host: options.host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
    },
  }
}
