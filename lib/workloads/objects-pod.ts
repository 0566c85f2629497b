import { formatQuantity } from '#lib/kube/quantity.ts'
import { getFilesName, getSecretName } from './objects-config.ts'
import { buildLaunchLabels } from './objects-labels.ts'
import type { LaunchContext } from './objects-labels.ts'
import { buildProbes } from './objects-probes.ts'
import { parseImage } from './schema-fields.ts'
import { CONFIG_PATH } from './schema-launch.ts'
import type { EnvironmentInput, LaunchInput, MountInput } from './schema-launch.ts'

/** Processors are shared out by weight and can wait; memory cannot, so that all of it is set aside. */
export const CPU_SHARE = 10
const FILES_VOLUME = 'files'
const MIB = 1024 * 1024
const EPHEMERAL = { request: '256Mi', limitBytes: 2048 * MIB }
/** Long enough to write a notebook away, short enough that a stop is felt as one. */
const GRACE_SECONDS = 30

/** In thousandths, of a limit in thousandths. */
export const getCpuRequest = (limit: number) => Math.max(1, Math.ceil(limit / CPU_SHARE))

/** The pod template of a Deployment, Job or CronJob; `annotations` are for what has to make new pods. */
export function buildPodTemplate(input: LaunchInput, context: LaunchContext, annotations: Record<string, string> = {}) {
  return {
    metadata: {
      labels: buildLaunchLabels(context, input),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
    spec: {
      ...(input.kind === 'service' ? {} : { restartPolicy: 'Never' }),
      automountServiceAccountToken: false,
      // Otherwise the variables of every Service of the space stand in the environment, MOORAGE_PORT among them.
      enableServiceLinks: false,
      terminationGracePeriodSeconds: GRACE_SECONDS,
      ...(input.hasOwnUsers ? { hostUsers: false } : {}),
      securityContext: buildPodSecurity(input.userId),
      ...(input.pullSecrets.length > 0 ? { imagePullSecrets: input.pullSecrets.map((name) => ({ name })) } : {}),
      containers: [buildContainer(input)],
      ...(listVolumes(input).length > 0 ? { volumes: listVolumes(input) } : {}),
    },
  }
}

/** One user for everything in a space, so that programs and the file browser own the same files. */
function buildPodSecurity(userId: number | null) {
  const owner = userId === null ? {} : { runAsUser: userId, runAsGroup: userId }
  return {
    ...(userId === 0 ? {} : { runAsNonRoot: true }),
    ...owner,
    // With the image's own user, volumes still have to be writable.
    fsGroup: userId ?? 1000,
    fsGroupChangePolicy: 'OnRootMismatch',
    seccompProfile: { type: 'RuntimeDefault' },
  }
}

/** Bytes that a pod may write besides its volumes. */
export function getEphemeralLimit({ mounts }: Pick<LaunchInput, 'mounts'>): number {
  return mounts.reduce((sum, mount) => sum + (mount.source === 'scratch' ? mount.size : 0), EPHEMERAL.limitBytes)
}

function buildContainer(input: LaunchInput) {
  const { name, image, command, args, environment, environmentSets, mounts, files, ports } = input
  const ephemeralLimit = formatQuantity(BigInt(getEphemeralLimit(input)))
  const cpu = `${input.cpu}m`
  const memory = formatQuantity(BigInt(input.memory))
  const gpus = input.gpus > 0 ? { [input.gpuResource]: String(input.gpus) } : {}
  return {
    name,
    image,
    imagePullPolicy: input.pullPolicy ?? getPullPolicy(image),
    ...(command.length > 0 ? { command } : {}),
    ...(args.length > 0 ? { args } : {}),
    resources: {
      requests: {
        cpu: `${getCpuRequest(input.cpu)}m`,
        memory,
        'ephemeral-storage': EPHEMERAL.request,
        ...gpus,
      },
      limits: { cpu, memory, 'ephemeral-storage': ephemeralLimit, ...gpus },
    },
    ...(environment.length > 0 ? { env: environment.map((one) => buildVariable(one, name)) } : {}),
    ...(environmentSets.length > 0
      ? {
          envFrom: environmentSets.map(({ source, object }) =>
            source === 'secret' ? { secretRef: { name: object } } : { configMapRef: { name: object } },
          ),
        }
      : {}),
    ...(mounts.length + files.length > 0 ? { volumeMounts: listVolumeMounts(input) } : {}),
    ...(ports.length > 0
      ? { ports: ports.map((one) => ({ name: one.name, containerPort: one.port, protocol: 'TCP' })) }
      : {}),
    ...buildProbes(input),
    // The last lines of the log say why it ended, and stay readable when the log is gone.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    securityContext: buildContainerSecurity(input.userId),
  }
}

function buildContainerSecurity(userId: number | null) {
  // Root without any capability could not even read files of others, which is what images that need it do first.
  if (userId === 0) return { allowPrivilegeEscalation: false }
  return { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } }
}

/** A tag that moves has to be looked up each time; what is fixed need not be. */
function getPullPolicy(image: string): 'Always' | 'IfNotPresent' {
  const reference = parseImage(image)
  return reference && reference.digest === null && (reference.tag ?? 'latest') === 'latest' ? 'Always' : 'IfNotPresent'
}

function buildVariable(one: EnvironmentInput, workload: string) {
  if (one.source === 'config-map')
    return { name: one.name, valueFrom: { configMapKeyRef: { name: one.object, key: one.key } } }
  if (one.source === 'secret')
    return { name: one.name, valueFrom: { secretKeyRef: { name: one.object, key: one.key } } }
  if (one.isSecret)
    return { name: one.name, valueFrom: { secretKeyRef: { name: getSecretName(workload), key: one.name } } }
  // Kubernetes puts other variables in for $(NAME), and $ for $$; what a person typed is what the program gets.
  return { name: one.name, value: one.value.replaceAll('$', '$$$$') }
}

function listVolumeMounts({ mounts, files }: LaunchInput) {
  return [
    ...mounts.map((mount) => ({
      name: getVolumeName(mount, mounts),
      mountPath: mount.path,
      ...(mount.source === 'volume' && mount.subPath !== '' ? { subPath: mount.subPath } : {}),
      ...(mount.source === 'scratch' || (mount.source === 'volume' && !mount.isReadOnly) ? {} : { readOnly: true }),
    })),
    ...(files.length > 0 ? [{ name: FILES_VOLUME, mountPath: CONFIG_PATH, readOnly: true }] : []),
  ]
}

function listVolumes({ name, mounts, files }: LaunchInput) {
  const volumes = new Map(mounts.map((mount) => [getVolumeName(mount, mounts), toVolumeSource(mount)]))
  return [
    ...[...volumes].map(([volume, source]) => ({ name: volume, ...source })),
    ...(files.length > 0 ? [{ name: FILES_VOLUME, configMap: { name: getFilesName(name) } }] : []),
  ]
}

/** One volume of the pod for all mounts of the same thing; its name says only where in the list it first stands. */
function getVolumeName(mount: MountInput, mounts: readonly MountInput[]): string {
  if (mount.source === 'scratch') return `scratch-${mounts.indexOf(mount)}`
  const first = mounts.findIndex((one) => one.source === mount.source && 'object' in one && one.object === mount.object)
  return `${mount.source}-${first}`
}

function toVolumeSource(mount: MountInput) {
  switch (mount.source) {
    case 'volume':
      return { persistentVolumeClaim: { claimName: mount.object } }
    case 'config-map':
      return { configMap: { name: mount.object } }
    case 'secret':
      return { secret: { secretName: mount.object } }
    case 'scratch':
      return { emptyDir: { sizeLimit: formatQuantity(BigInt(mount.size)) } }
  }
}
