import { createHash } from 'node:crypto'
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '#cluster/addons/addon-object.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import {
  FILE_KEYS_ENTRY,
  FILE_KEYS_MOUNT,
  FILE_KEYS_NAME,
  getPortalLabels,
  getPortalSelector,
  METRICS_PORT,
  PORTAL_LABELS,
  PORTAL_NAME,
  PORTAL_PORT,
  type PortalSettings,
} from './portal-settings.ts'
import { NAMESPACE } from './rights.ts'

const USER_ID = 65_532

/** For as long as proxies still send requests to a pod that ends, it takes them. */
const DRAIN_SECONDS = 3
const STOP_SECONDS = 20

export function buildConfiguration(settings: PortalSettings): KubeObject[] {
  const { name: portalName = PORTAL_NAME, configuration, secrets, fileKeys } = settings
  const metadata = { name: portalName, namespace: NAMESPACE, labels: getPortalLabels(portalName) }
  const encoded = Object.entries(secrets).map(([name, value]) => [name, Buffer.from(value).toString('base64')])
  return [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: configuration },
    // Not stringData: server-side apply would not see that a value is the same as before.
    { apiVersion: 'v1', kind: 'Secret', metadata, type: 'Opaque', data: Object.fromEntries(encoded) },
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: FILE_KEYS_NAME, namespace: NAMESPACE, labels: PORTAL_LABELS },
      type: 'Opaque',
      data: { [FILE_KEYS_ENTRY]: Buffer.from(fileKeys).toString('base64') },
    },
  ]
}

/** The portal's pods. */
export function buildDeployment(settings: PortalSettings): KubeObject {
  const { name = PORTAL_NAME, configuration, secrets, imageDigest, replicas } = settings
  const labels = getPortalLabels(name)
  // Settings are read once, at start: other ones make other pods.
  const hash = createHash('sha256')
    .update(JSON.stringify([configuration, secrets]))
    .digest('hex')
  const annotations = {
    'moorage.dev/configuration': hash,
    ...(imageDigest ? { 'moorage.dev/image': imageDigest } : {}),
  }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: NAMESPACE, labels },
    spec: {
      replicas,
      revisionHistoryLimit: 2,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      selector: { matchLabels: getPortalSelector(name) },
      template: { metadata: { labels, annotations }, spec: buildPodSpec(settings) },
    },
  }
}

function buildPodSpec({ name = PORTAL_NAME, image, hostAliases }: PortalSettings) {
  const probe = (path: string) => ({ httpGet: { path, port: 'http' }, timeoutSeconds: 5 })
  return {
    serviceAccountName: 'moorage',
    automountServiceAccountToken: true,
    // Kubernetes would add MOORAGE_… for each Service here, and they are the names of the portal's settings.
    enableServiceLinks: false,
    terminationGracePeriodSeconds: STOP_SECONDS,
    securityContext: { ...RESTRICTED_POD, runAsUser: USER_ID, runAsGroup: USER_ID, fsGroup: USER_ID },
    ...(hostAliases.length > 0 ? { hostAliases } : {}),
    containers: [
      {
        name: PORTAL_NAME,
        image,
        imagePullPolicy: 'IfNotPresent',
        envFrom: [{ configMapRef: { name } }, { secretRef: { name } }],
        ports: [
          { name: 'http', containerPort: PORTAL_PORT, protocol: 'TCP' },
          { name: 'metrics', containerPort: METRICS_PORT, protocol: 'TCP' },
        ],
        startupProbe: { ...probe('/api/health'), periodSeconds: 1, failureThreshold: 60 },
        // A busy machine answers late; that takes the only replica out no sooner than one that is gone.
        readinessProbe: { ...probe('/api/ready'), periodSeconds: 2, failureThreshold: 5 },
        livenessProbe: { ...probe('/api/health'), periodSeconds: 10, failureThreshold: 6 },
        lifecycle: { preStop: { sleep: { seconds: DRAIN_SECONDS } } },
        resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '768Mi' } },
        securityContext: RESTRICTED_CONTAINER,
        // Why it does not start stands in the last lines; they are shown with the pod's state.
        terminationMessagePolicy: 'FallbackToLogsOnError',
        volumeMounts: [
          { name: 'cache', mountPath: '/app/.next/cache' },
          { name: 'tmp', mountPath: '/tmp' },
          FILE_KEYS_MOUNT,
        ],
      },
    ],
    volumes: [
      { name: 'cache', emptyDir: { sizeLimit: '64Mi' } },
      { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      { name: FILE_KEYS_MOUNT.name, secret: { secretName: FILE_KEYS_NAME, defaultMode: 0o440 } },
    ],
  }
}
