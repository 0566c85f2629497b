import { createHash } from 'node:crypto'
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '#cluster/addons/addon-object.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildAppsIngress, buildIngress, buildPolicy, GATEWAY_PORT } from './gateway-network.ts'
import type { GatewayMetadata } from './gateway-network.ts'
import {
  GATEWAY_INTERNAL_PORT,
  GATEWAY_SELECTOR,
  METRICS_PORT,
  PORTAL_NAME,
  type Machines,
  type Peer,
} from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

export const GATEWAY_NAME = 'gateway'
const SECRET_ENTRY = 'MOORAGE_GATEWAY_SECRET'
const USER_ID = 65_532
const STOP_SECONDS = 20

/** What web addresses and terminals need. */
export interface GatewayApps {
  /** With the port, where it is not the usual one. */
  domain: string
  portalUrl: string
  /** Of its Service, where there are several. */
  portalName?: string
  secret: string
  /** Public keys, as JWKs with `kid`. */
  ticketKeys: readonly object[]
}

export interface GatewayObjectOptions {
  /** Where there are several. */
  name?: string
  image: string
  imageDigest: string | null
  way: 'service' | 'port-forward'
  filesUrl: string
  /** Null: no Ingress leads to it. */
  host: string | null
  /** Left out: there are no web addresses and no terminals. */
  apps?: GatewayApps
  ingressClass: string | null
  ingress: Peer & { port: number }
  apiServer: Machines
}

/** The gateway: closed before it runs, reachable when it is there. */
export function buildGateway(options: GatewayObjectOptions): KubeObject[] {
  const name = options.name ?? GATEWAY_NAME
  const labels = { ...GATEWAY_SELECTOR, 'app.kubernetes.io/part-of': 'moorage', 'app.kubernetes.io/instance': name }
  const metadata = { name, namespace: NAMESPACE, labels }
  const selector = { ...GATEWAY_SELECTOR, 'app.kubernetes.io/instance': name }
  const build = (apiVersion: string, kind: string, spec: object): KubeObject => ({ apiVersion, kind, metadata, spec })
  return [
    build('networking.k8s.io/v1', 'NetworkPolicy', buildPolicy(options, selector)),
    ...(options.apps ? [buildSecret(metadata, options.apps)] : []),
    build('apps/v1', 'Deployment', {
      replicas: 1,
      revisionHistoryLimit: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: selector },
      template: buildTemplate(options, { name, labels }),
    }),
    build('v1', 'Service', {
      selector,
      // The port of the metrics is not among them.
      ports: [
        { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP' },
        ...(options.apps
          ? [{ name: 'internal', port: GATEWAY_INTERNAL_PORT, targetPort: 'internal', protocol: 'TCP' }]
          : []),
      ],
    }),
    ...(options.host === null ? [] : [buildIngress(metadata, { ...options, service: name, host: options.host })]),
    ...(options.apps ? [buildAppsIngress(metadata, options.apps, options)] : []),
  ]
}

function buildSecret(metadata: GatewayMetadata, { secret }: GatewayApps): KubeObject {
  const data = { [SECRET_ENTRY]: Buffer.from(secret).toString('base64') }
  return { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data }
}

function buildSettings({ way, filesUrl, apps }: GatewayObjectOptions): Record<string, string> {
  return {
    MOORAGE_FILES_URL: filesUrl,
    MOORAGE_FILES_ACCESS: way,
    MOORAGE_GATEWAY_PORT: String(GATEWAY_PORT),
    MOORAGE_METRICS_PORT: String(METRICS_PORT),
    ...(apps
      ? {
          MOORAGE_URL: apps.portalUrl,
          MOORAGE_PORTAL_INTERNAL_URL: `http://${apps.portalName ?? PORTAL_NAME}.${NAMESPACE}`,
          MOORAGE_NAMESPACE: NAMESPACE,
          MOORAGE_APPS_DOMAIN: apps.domain,
          MOORAGE_GATEWAY_INTERNAL_PORT: String(GATEWAY_INTERNAL_PORT),
          MOORAGE_TICKET_KEYS: JSON.stringify(apps.ticketKeys),
        }
      : {}),
  }
}

/** What each replica knows of itself, and the secret. */
function buildReferences(name: string) {
  const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } })
  return [
    { name: 'MOORAGE_POD_NAME', ...field('metadata.name') },
    { name: 'MOORAGE_POD_IP', ...field('status.podIP') },
    { name: SECRET_ENTRY, valueFrom: { secretKeyRef: { name, key: SECRET_ENTRY } } },
  ]
}

function buildTemplate(
  options: GatewayObjectOptions,
  { name: instance, labels }: Pick<GatewayMetadata, 'name' | 'labels'>,
) {
  const { image, imageDigest, apps } = options
  const settings = buildSettings(options)
  const hash = createHash('sha256')
    .update(JSON.stringify([settings, imageDigest, apps?.secret]))
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
          env: [
            ...Object.entries(settings).map(([name, value]) => ({ name, value })),
            ...(apps ? buildReferences(instance) : []),
          ],
          ports: [
            { name: 'http', containerPort: GATEWAY_PORT, protocol: 'TCP' },
            ...(apps ? [{ name: 'internal', containerPort: GATEWAY_INTERNAL_PORT, protocol: 'TCP' }] : []),
            { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
          ],
          readinessProbe: { ...probe, periodSeconds: 2 },
          livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
          resources: { requests: { cpu: '100m', memory: '96Mi' }, limits: { memory: '512Mi' } },
          securityContext: RESTRICTED_CONTAINER,
          terminationMessagePolicy: 'FallbackToLogsOnError',
        },
      ],
    },
  }
}
