import { createHash } from 'node:crypto'
import type { Claim } from '#lib/storage/objects-claims.ts'
import type { KubeObject, OwnerReference } from '#lib/kube/object.ts'
import { buildLabels, FILE_SERVER_LABEL, FILES_PRIORITY_CLASS } from '#lib/spaces/objects-marks.ts'
import { KILLED_AFTER_SECONDS } from './protocol/stop-times.ts'
import type { FileMode, PublicKeys } from './protocol/tokens.ts'

/** On Jobs of file servers. */
export const VOLUME_ANNOTATION = 'moorage.dev/volume'
export const VOLUME_UID_ANNOTATION = 'moorage.dev/volume-uid'
/** A server that was started under other settings is replaced when somebody opens the volume. */
export const SETTINGS_ANNOTATION = 'moorage.dev/settings'
/** On their pods, whose template nobody can change once the Job is there: the origin that leads to the server. */
export const FILES_URL_ANNOTATION = 'moorage.dev/files-url'
/** Arguments of the server that tell a portal with other settings how to talk to it. */
export const PORTAL_ARGUMENT = '--portal-origin='
export const BASE_PATH_ARGUMENT = '--base-path='
/** The keys that it believes after each start of its container, whatever it was told before. */
export const KEYS_ARGUMENT = '--public-keys='

export const FILE_SERVER_PORT = 8080
const PORT_NAME = 'http'
const ROOT = '/volume'
const USER_ID = 1000
/** Time for the portal to see how it ended. */
const KEPT_SECONDS = 30
const RESTARTS_MAX = 4

/** How file servers of an installation are made and reached. */
export interface FileServerSettings {
  image: string
  access: 'ingress' | 'service' | 'port-forward'
  /** Origins. */
  portalUrl: string
  filesUrl: string
  idleSeconds: number
  ingressClass: string | null
  ingressAnnotations: Record<string, string>
  ingressTlsSecret: string | null
}

export interface FileServerPlace {
  namespace: string
  kind: 'user' | 'group'
  claim: Pick<Claim, 'name' | 'uid'>
  mode: FileMode
}

/** The same for everybody who opens this volume in this mode, so that there is never a second one. */
export function getServerName(volumeUid: string, mode: FileMode): string {
  const hash = createHash('sha256').update(`${volumeUid}:${mode}`).digest('hex').slice(0, 20)
  return `moorage-files-${hash}`
}

/** The gateway serves all spaces under one name, and has rights in each alone: the path tells it which. */
export function getBasePath(access: FileServerSettings['access'], place: { namespace: string; name: string }): string {
  return access === 'ingress' ? `/${place.name}` : `/${place.namespace}/${place.name}`
}

export interface FileServerPlan extends FileServerPlace {
  settings: FileServerSettings
  publicKeys: PublicKeys
  /** Where the volume is in use already, if it can be used on one node only. */
  nodeName: string | null
}

export function buildJob(plan: FileServerPlan): KubeObject {
  const { namespace, claim, mode, settings } = plan
  const name = getServerName(claim.uid, mode)
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      namespace,
      labels: buildServerLabels(plan),
      annotations: {
        [VOLUME_ANNOTATION]: claim.name,
        [VOLUME_UID_ANNOTATION]: claim.uid,
        [SETTINGS_ANNOTATION]: getSettingsHash(settings),
      },
    },
    spec: {
      backoffLimit: RESTARTS_MAX,
      // A pod on a node that does not answer may still write: the next one waits until it is surely gone.
      podReplacementPolicy: 'Failed',
      ttlSecondsAfterFinished: KEPT_SECONDS,
      template: {
        metadata: {
          labels: buildServerLabels(plan),
          annotations: { [FILES_URL_ANNOTATION]: settings.filesUrl },
        },
        spec: buildPodSpec(plan, name),
      },
    },
  }
}

function buildPodSpec({ namespace, claim, mode, settings, publicKeys, nodeName }: FileServerPlan, name: string) {
  const isReadOnly = mode === 'ro'
  const basePath = getBasePath(settings.access, { namespace, name })
  return {
    // In place, so that a crash costs a second and keeps the address.
    restartPolicy: 'OnFailure',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    priorityClassName: FILES_PRIORITY_CLASS,
    terminationGracePeriodSeconds: KILLED_AFTER_SECONDS,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: USER_ID,
      runAsGroup: USER_ID,
      fsGroup: USER_ID,
      fsGroupChangePolicy: 'OnRootMismatch',
      seccompProfile: { type: 'RuntimeDefault' },
    },
    ...(nodeName === null ? {} : { affinity: buildNodeAffinity(nodeName) }),
    containers: [
      {
        name: 'fileserver',
        image: settings.image,
        imagePullPolicy: 'IfNotPresent',
        args: [
          `${BASE_PATH_ARGUMENT}${basePath}`,
          `--volume-uid=${claim.uid}`,
          `--mode=${mode}`,
          `--root=${ROOT}`,
          `--port=${FILE_SERVER_PORT}`,
          `${PORTAL_ARGUMENT}${settings.portalUrl}`,
          // Here and not in a ConfigMap or Secret of the space, which could be changed.
          `${KEYS_ARGUMENT}${Buffer.from(JSON.stringify(publicKeys)).toString('base64url')}`,
          `--idle-seconds=${settings.idleSeconds}`,
        ],
        ports: [{ name: PORT_NAME, containerPort: FILE_SERVER_PORT, protocol: 'TCP' }],
        // Without a readiness probe: its second of patience would be a second of waiting. The portal asks by itself.
        livenessProbe: {
          httpGet: { path: `${basePath}/ready`, port: PORT_NAME },
          initialDelaySeconds: 10,
          periodSeconds: 20,
          timeoutSeconds: 10,
        },
        resources: {
          // The temporary storage is for its log alone, of which kubelet keeps 50 MB.
          requests: { cpu: '20m', memory: '64Mi', 'ephemeral-storage': '1Mi' },
          limits: { cpu: '2', memory: '512Mi', 'ephemeral-storage': '100Mi' },
        },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
        terminationMessagePolicy: 'FallbackToLogsOnError',
        volumeMounts: [{ name: 'volume', mountPath: ROOT, readOnly: isReadOnly }],
      },
    ],
    volumes: [{ name: 'volume', persistentVolumeClaim: { claimName: claim.name, readOnly: isReadOnly } }],
  }
}

/** By the node's own name: the label kubernetes.io/hostname may say something else. */
function buildNodeAffinity(nodeName: string) {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }]
  return { nodeAffinity: { requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchFields }] } } }
}

interface OwningJob {
  namespace: string
  name: string
  uid: string
  kind: FileServerPlace['kind']
  mode: FileMode
}

/** What leads to the server; goes with its Job. */
export function buildWays(job: OwningJob, settings: FileServerSettings): KubeObject[] {
  const service = buildService(job)
  return settings.access === 'ingress' ? [service, buildIngress(job, settings)] : [service]
}

function buildService(job: OwningJob): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: buildOwnedMetadata(job),
    spec: {
      // The Job's controller puts its uid on its pods; the label itself is only for the true image.
      selector: { 'batch.kubernetes.io/controller-uid': job.uid, [FILE_SERVER_LABEL]: job.mode },
      publishNotReadyAddresses: true,
      ports: [{ name: PORT_NAME, port: 80, targetPort: PORT_NAME, protocol: 'TCP' }],
    },
  }
}

function buildIngress(job: OwningJob, settings: FileServerSettings): KubeObject {
  const { filesUrl, ingressClass, ingressAnnotations, ingressTlsSecret } = settings
  const host = new URL(filesUrl).hostname
  const backend = { service: { name: job.name, port: { name: PORT_NAME } } }
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...buildOwnedMetadata(job), annotations: ingressAnnotations },
    spec: {
      ...(ingressClass ? { ingressClassName: ingressClass } : {}),
      ...(ingressTlsSecret ? { tls: [{ hosts: [host], secretName: ingressTlsSecret }] } : {}),
      rules: [{ host, http: { paths: [{ path: `/${job.name}`, pathType: 'Prefix', backend }] } }],
    },
  }
}

function buildOwnedMetadata(job: OwningJob) {
  const { namespace, name, uid } = job
  const owner: OwnerReference = { apiVersion: 'batch/v1', kind: 'Job', name, uid, blockOwnerDeletion: false }
  return { name, namespace, labels: buildServerLabels(job), ownerReferences: [owner] }
}

function buildServerLabels({ kind, mode }: { kind: FileServerPlace['kind']; mode: FileMode }) {
  return { ...buildLabels(kind), [FILE_SERVER_LABEL]: mode }
}

/** Of what cannot be told to a server that runs. Keys can. */
export function getSettingsHash(settings: FileServerSettings): string {
  const { image, access, portalUrl, filesUrl, ingressClass, ingressAnnotations, ingressTlsSecret } = settings
  const text = JSON.stringify([image, access, portalUrl, filesUrl, ingressClass, ingressAnnotations, ingressTlsSecret])
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}
