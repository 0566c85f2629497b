import { createHash } from 'node:crypto'
import { RESTRICTED_CONTAINER, RESTRICTED_POD } from '#cluster/addons/addon-object.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getIssuer, IDENTITY_NAMESPACE, toPortalClient } from './addresses.ts'
import { DEMO_PEOPLE } from './demo-people.ts'
import { buildIdentityNetwork } from './identity-network.ts'
import {
  buildIdentityNamespace,
  buildIdentitySecret,
  IDENTITY_LABELS,
  IDENTITY_SELECTOR,
  SECRET_NAME,
} from './identity-objects.ts'
import type { IdentityKeys } from './identity-secrets.ts'
import type { PersonInput } from './server/person-schema.ts'
import type { IdentityClient } from './server/settings.ts'

export interface IdentityOptions {
  keys: IdentityKeys
  /** The portal's. */
  clientSecret: string
  /** Another one makes a second provider beside the demo's, with a host name of its own. */
  namespace?: string
  people?: readonly PersonInput[]
  /** Applications beside the portal. */
  extraClients?: readonly IdentityClient[]
  accessTokenSeconds?: number
  refreshTokenSeconds?: number
  sessionSeconds?: number
  /** For tests: lets who may use the API server's proxy change people, end sessions and break things. */
  hasControl?: boolean
  /** A new one replaces the pod, since the image's name stays the same. */
  imageDigest?: string
}

const HTTP_PORT = 3000
const CONTROL_PORT = 3001
const PEOPLE_DIR = '/etc/identity/people'
const SECRETS_DIR = '/etc/identity/secrets'
const STATE_DIR = '/var/lib/identity'
const USER_ID = 65_532

/** The OpenID provider of the demo and the tests, in the order in which its objects can be applied. */
export function buildIdentity(layout: Pick<ClusterLayout, 'ingressPort'>, options: IdentityOptions): KubeObject[] {
  const { keys, clientSecret, namespace = IDENTITY_NAMESPACE, people = DEMO_PEOPLE, extraClients = [] } = options
  const clients = [toPortalClient(layout, clientSecret, { isTested: options.hasControl ?? false }), ...extraClients]
  const configuration = [
    buildIdentitySecret(namespace, { keys, clientSecret, clients }),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'identity', namespace, labels: IDENTITY_LABELS },
      data: { 'people.json': JSON.stringify(people) },
    },
  ]
  const controlPort = options.hasControl ? CONTROL_PORT : null
  const env = {
    IDENTITY_ISSUER: getIssuer(layout, namespace),
    IDENTITY_PORT: HTTP_PORT,
    IDENTITY_CONTROL_PORT: controlPort,
    IDENTITY_PEOPLE_FILE: `${PEOPLE_DIR}/people.json`,
    IDENTITY_SECRETS_DIR: SECRETS_DIR,
    IDENTITY_STATE_FILE: `${STATE_DIR}/state.json`,
    IDENTITY_ACCESS_TOKEN_SECONDS: options.accessTokenSeconds,
    IDENTITY_REFRESH_TOKEN_SECONDS: options.refreshTokenSeconds,
    IDENTITY_SESSION_SECONDS: options.sessionSeconds,
  }
  // What is read once at the start makes a new pod when it changes.
  const annotations = {
    'moorage.dev/configuration': createHash('sha256').update(JSON.stringify(configuration)).digest('hex'),
    ...(options.imageDigest === undefined ? {} : { 'moorage.dev/image': options.imageDigest }),
  }
  return [
    buildIdentityNamespace(namespace),
    ...configuration,
    ...buildIdentityNetwork({ layout, namespace, httpPort: HTTP_PORT, controlPort }),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'identity', namespace, labels: IDENTITY_LABELS },
      spec: {
        replicas: 1,
        revisionHistoryLimit: 1,
        // Sessions live in one process: a second one beside it would not know them.
        strategy: { type: 'Recreate' },
        selector: { matchLabels: IDENTITY_SELECTOR },
        template: { metadata: { labels: IDENTITY_LABELS, annotations }, spec: buildPodSpec(env, controlPort) },
      },
    },
  ]
}

function buildPodSpec(env: Record<string, string | number | null | undefined>, controlPort: number | null) {
  const probe = { httpGet: { path: '/healthz', port: 'http' } }
  const settings = Object.entries(env).filter(([, value]) => value !== undefined && value !== null)
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: 5,
    securityContext: { ...RESTRICTED_POD, runAsUser: USER_ID, runAsGroup: USER_ID, fsGroup: USER_ID },
    containers: [
      {
        name: 'identity',
        image: IMAGE_NAMES.identity,
        imagePullPolicy: 'Never',
        env: settings.map(([name, value]) => ({ name, value: String(value) })),
        ports: [
          { name: 'http', containerPort: HTTP_PORT, protocol: 'TCP' },
          ...(controlPort ? [{ name: 'control', containerPort: controlPort, protocol: 'TCP' }] : []),
        ],
        startupProbe: { ...probe, periodSeconds: 1, failureThreshold: 60 },
        readinessProbe: { ...probe, periodSeconds: 5 },
        livenessProbe: { ...probe, periodSeconds: 10, failureThreshold: 6 },
        resources: { requests: { cpu: '10m', memory: '64Mi' }, limits: { memory: '256Mi' } },
        securityContext: RESTRICTED_CONTAINER,
        volumeMounts: [
          { name: 'people', mountPath: PEOPLE_DIR, readOnly: true },
          { name: 'secrets', mountPath: SECRETS_DIR, readOnly: true },
          { name: 'state', mountPath: STATE_DIR },
        ],
      },
    ],
    volumes: [
      { name: 'people', configMap: { name: 'identity' } },
      { name: 'secrets', secret: { secretName: SECRET_NAME, defaultMode: 0o440 } },
      // Outlives the container, not the pod: a restarted node knows who was signed in, a new pod asks again.
      { name: 'state', emptyDir: { sizeLimit: '64Mi' } },
    ],
  }
}
