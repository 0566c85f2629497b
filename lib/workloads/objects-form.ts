import { z } from 'zod'
import { isGpuResource } from '#lib/env/gpu-resources.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { getFilesName, getSecretName } from './objects-config.ts'
import { listOf, text, texts } from './objects-facts.ts'
import { toFormProbe } from './objects-probes.ts'
import { CONFIG_PATH } from './schema-launch.ts'
import type { LaunchFields } from './schema-launch.ts'

const reference = z.object({ name: text, key: text })
const port = z.object({ port: z.union([z.int(), z.string()]), path: text })
const probe = z
  .object({
    httpGet: port.optional(),
    tcpSocket: port.optional(),
    failureThreshold: z.int().default(3),
    periodSeconds: z.int().default(10),
  })
  .optional()

const containerSchema = z.object({
  image: text,
  imagePullPolicy: text,
  command: listOf(z.string()),
  args: listOf(z.string()),
  resources: z.object({ limits: texts }).default({ limits: {} }),
  ports: listOf(z.object({ name: text, containerPort: z.int() })),
  env: listOf(
    z.object({
      name: z.string(),
      value: text,
      valueFrom: z.object({ configMapKeyRef: reference.optional(), secretKeyRef: reference.optional() }).optional(),
    }),
  ),
  envFrom: listOf(
    z.object({ configMapRef: z.object({ name: text }).optional(), secretRef: z.object({ name: text }).optional() }),
  ),
  volumeMounts: listOf(
    z.object({ name: z.string(), mountPath: z.string(), subPath: text, readOnly: z.boolean().default(false) }),
  ),
  startupProbe: probe,
  readinessProbe: probe,
  livenessProbe: probe,
})

const podSchema = z.object({
  hostUsers: z.boolean().nullish(),
  containers: z.array(containerSchema).min(1),
  initContainers: listOf(z.unknown()),
  imagePullSecrets: listOf(z.object({ name: text })),
  securityContext: z.object({ runAsUser: z.int().nullish() }).default({}),
  volumes: listOf(
    z.object({
      name: z.string(),
      persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
      configMap: z.object({ name: text }).optional(),
      secret: z.object({ secretName: text }).optional(),
      emptyDir: z.object({ sizeLimit: text }).optional(),
    }),
  ),
})

export type FormContainer = z.output<typeof containerSchema>
type FormPod = z.output<typeof podSchema>

/** The form as it would have to be filled in for this workload. */
export interface ReadForm {
  fields: Partial<LaunchFields>
  /** What the form cannot hold, by its place in the pod; an edit would take it away. */
  unknown: string[]
}

/** What stands in the pod of a Deployment, Job or CronJob as fields of the form; `files` are the workload's own. */
export function toFormFields(
  workload: { name: string; podSpec: unknown },
  context: { space: SpaceId; files: Readonly<Record<string, string>> | null },
): ReadForm {
  const pod = podSchema.parse(workload.podSpec)
  const [container, ...others] = pod.containers
  if (!container) return { fields: {}, unknown: ['containers'] }
  const mounts = toFormMounts(pod, container, getFilesName(workload.name))
  const environment = toFormEnvironment(container, getSecretName(workload.name))
  const fields = {
    space: context.space,
    name: workload.name,
    image: container.image,
    command: container.command,
    args: container.args,
    cpu: container.resources.limits.cpu ?? '',
    memory: container.resources.limits.memory ?? '',
    ...toFormGpus(container.resources.limits),
    environment: environment.known,
    environmentSets: toFormSets(container),
    mounts: mounts.known,
    files: Object.entries(context.files ?? {}).map(([name, content]) => ({ name, text: content })),
    ports: container.ports.map(({ name, containerPort }) => ({ name, port: containerPort })),
    probe: toFormProbe(container),
    pullPolicy: container.imagePullPolicy as LaunchFields['pullPolicy'],
    pullSecrets: pod.imagePullSecrets.map(({ name }) => name),
    userId: pod.securityContext.runAsUser ?? null,
    hasOwnUsers: pod.hostUsers === false,
  }
  const unknown = [
    ...(others.length > 0 ? ['containers'] : []),
    ...(pod.initContainers.length > 0 ? ['initContainers'] : []),
    ...environment.unknown,
    ...mounts.unknown,
  ]
  return { fields, unknown }
}

function toFormGpus(limits: Readonly<Record<string, string>>): Pick<LaunchFields, 'gpus' | 'gpuResource'> {
  const [name, amount] = Object.entries(limits).find(([resource]) => isGpuResource(resource)) ?? []
  return name === undefined ? { gpus: 0 } : { gpus: Number(amount) || 0, gpuResource: name }
}

function toFormEnvironment({ env }: FormContainer, ownSecret: string) {
  const known: NonNullable<LaunchFields['environment']> = []
  const unknown: string[] = []
  for (const { name, value, valueFrom } of env) {
    const { secretKeyRef, configMapKeyRef } = valueFrom ?? {}
    if (secretKeyRef?.name === ownSecret) known.push({ source: 'value', name, value: '', isSecret: true, isKept: true })
    else if (secretKeyRef) known.push({ source: 'secret', name, object: secretKeyRef.name, key: secretKeyRef.key })
    else if (configMapKeyRef)
      known.push({ source: 'config-map', name, object: configMapKeyRef.name, key: configMapKeyRef.key })
    else if (valueFrom) unknown.push(`env.${name}`)
    else known.push({ source: 'value', name, value: value.replaceAll('$$', '$') })
  }
  return { known, unknown }
}

function toFormSets({ envFrom }: FormContainer): NonNullable<LaunchFields['environmentSets']> {
  return envFrom.flatMap(({ configMapRef, secretRef }): NonNullable<LaunchFields['environmentSets']> => {
    if (secretRef) return [{ source: 'secret', object: secretRef.name }]
    return configMapRef ? [{ source: 'config-map', object: configMapRef.name }] : []
  })
}

function toFormMounts({ volumes }: FormPod, { volumeMounts }: FormContainer, ownFiles: string) {
  const known: NonNullable<LaunchFields['mounts']> = []
  const unknown: string[] = []
  for (const { name, mountPath: path, subPath, readOnly: isReadOnly } of volumeMounts) {
    const { persistentVolumeClaim, configMap, secret, emptyDir } = volumes.find((volume) => volume.name === name) ?? {}
    if (configMap?.name === ownFiles && path === CONFIG_PATH) continue
    if (persistentVolumeClaim)
      known.push({ source: 'volume', object: persistentVolumeClaim.claimName, path, subPath, isReadOnly })
    else if (configMap) known.push({ source: 'config-map', object: configMap.name, path })
    else if (secret) known.push({ source: 'secret', object: secret.secretName, path })
    else if (emptyDir?.sizeLimit) known.push({ source: 'scratch', path, size: emptyDir.sizeLimit })
    else unknown.push(`volumes.${name}`)
  }
  return { known, unknown }
}
