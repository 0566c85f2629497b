import { z } from 'zod'
import { listOf, text, texts } from './objects-facts.ts'

export interface TemplateFacts {
  readonly containers: readonly TemplateContainer[]
  readonly volumes: readonly TemplateVolume[]
  readonly nodeSelector: Readonly<Record<string, string>>
  /** Every ConfigMap and Secret that its pods take anything from, each once. */
  readonly references: readonly Reference[]
}

export interface Reference {
  readonly source: 'config-map' | 'secret'
  readonly object: string
}

type Action = { readonly port: number | string; readonly path: string | null } | null

export interface TemplateContainer {
  readonly name: string
  readonly image: string
  readonly command: readonly string[]
  readonly args: readonly string[]
  readonly requests: Readonly<Record<string, string>>
  readonly limits: Readonly<Record<string, string>>
  readonly ports: readonly { readonly name: string; readonly port: number }[]
  /** What answers on the network; null: nothing is asked, or a command. */
  readonly probe: Action
  readonly mounts: readonly { readonly volume: string; readonly path: string; readonly isReadOnly: boolean }[]
  readonly environment: readonly {
    readonly name: string
    readonly source: 'value' | 'config-map' | 'secret' | 'other'
    readonly value: string | null
    readonly object: string | null
    readonly key: string | null
  }[]
  /** Whose keys are all in the environment. */
  readonly environmentSets: readonly Reference[]
}

export interface TemplateVolume {
  readonly name: string
  readonly source: 'volume' | 'config-map' | 'secret' | 'scratch' | 'other'
  readonly object: string
}

const portOrName = z.union([z.int(), z.string()])
const probe = z
  .object({
    httpGet: z.object({ port: portOrName, path: text }).optional(),
    tcpSocket: z.object({ port: portOrName }).optional(),
  })
  .optional()
const reference = z.object({ name: text, key: text })

const named = z.object({ name: text }).optional()
const container = z.object({
  name: z.string(),
  image: text,
  command: listOf(z.string()),
  args: listOf(z.string()),
  resources: z
    .object({ requests: texts, limits: texts })
    .nullish()
    .transform((value) => value ?? { requests: {}, limits: {} }),
  ports: listOf(z.object({ name: text, containerPort: z.int() })),
  startupProbe: probe,
  readinessProbe: probe,
  livenessProbe: probe,
  volumeMounts: listOf(z.object({ name: z.string(), mountPath: z.string(), readOnly: z.boolean().default(false) })),
  env: listOf(
    z.object({
      name: z.string(),
      value: z.string().optional(),
      valueFrom: z.object({ configMapKeyRef: reference.optional(), secretKeyRef: reference.optional() }).optional(),
    }),
  ),
  envFrom: listOf(z.object({ configMapRef: named, secretRef: named })),
})

export const podSpecSchema = z.object({
  containers: listOf(container),
  initContainers: listOf(container),
  imagePullSecrets: listOf(z.object({ name: text })),
  nodeName: z.string().optional(),
  nodeSelector: texts,
  volumes: listOf(
    z.object({
      name: z.string(),
      persistentVolumeClaim: z.object({ claimName: z.string() }).optional(),
      configMap: z.object({ name: text }).optional(),
      secret: z.object({ secretName: text }).optional(),
      emptyDir: z.unknown().optional(),
      projected: z.object({ sources: listOf(z.object({ configMap: named, secret: named })) }).optional(),
    }),
  ),
})

type ParsedSpec = z.output<typeof podSpecSchema>

export function toTemplate(spec: ParsedSpec): TemplateFacts {
  return {
    nodeSelector: spec.nodeSelector,
    containers: spec.containers.map((one): TemplateContainer => {
      const { httpGet, tcpSocket } = one.readinessProbe ?? one.startupProbe ?? one.livenessProbe ?? {}
      return {
        name: one.name,
        image: one.image,
        command: one.command,
        args: one.args,
        requests: one.resources.requests,
        limits: one.resources.limits,
        ports: one.ports.map(({ name, containerPort }) => ({ name, port: containerPort })),
        probe: httpGet
          ? { port: httpGet.port, path: httpGet.path }
          : tcpSocket
            ? { port: tcpSocket.port, path: null }
            : null,
        mounts: one.volumeMounts.map(({ name, mountPath, readOnly }) => ({
          volume: name,
          path: mountPath,
          isReadOnly: readOnly,
        })),
        environment: one.env.map(toVariable),
        environmentSets: one.envFrom.flatMap(toReferences),
      }
    }),
    volumes: spec.volumes.map(toVolume),
    references: listReferences(spec),
  }
}

interface SetSource {
  configMapRef?: { name: string }
  secretRef?: { name: string }
}

function toReferences({ configMapRef, secretRef }: SetSource): Reference[] {
  return [
    ...(configMapRef ? [{ source: 'config-map' as const, object: configMapRef.name }] : []),
    ...(secretRef ? [{ source: 'secret' as const, object: secretRef.name }] : []),
  ]
}

function listReferences({ containers, initContainers, volumes, imagePullSecrets }: ParsedSpec): Reference[] {
  const found = [
    ...[...containers, ...initContainers].flatMap(({ env, envFrom }) => [
      ...envFrom.flatMap(toReferences),
      ...env.flatMap(({ valueFrom }) =>
        toReferences({ configMapRef: valueFrom?.configMapKeyRef, secretRef: valueFrom?.secretKeyRef }),
      ),
    ]),
    ...volumes.flatMap(({ configMap, secret, projected }) => [
      ...toReferences({ configMapRef: configMap, secretRef: secret && { name: secret.secretName } }),
      ...(projected?.sources ?? []).flatMap((one) =>
        toReferences({ configMapRef: one.configMap, secretRef: one.secret }),
      ),
    ]),
    ...imagePullSecrets.flatMap((one) => toReferences({ secretRef: one })),
  ]
  return [...new Map(found.map((one) => [`${one.source} ${one.object}`, one])).values()]
}

/** The same without what nothing is explained by; programs speak of their volumes by path. */
export function toSlimTemplate(spec: ParsedSpec): TemplateFacts {
  const { containers, volumes, nodeSelector } = toTemplate(spec)
  const claims = new Set(volumes.flatMap(({ name, source }) => (source === 'volume' ? [name] : [])))
  const toSlim = (one: TemplateContainer): TemplateContainer => {
    const mounts = claims.size === 0 ? NONE : one.mounts.filter(({ volume }) => claims.has(volume))
    return { ...one, mounts, environment: NONE, environmentSets: NONE }
  }
  return { volumes, nodeSelector, references: NONE, containers: containers.map(toSlim) }
}

const NONE: readonly never[] = []

function toVariable({ name, value, valueFrom }: ParsedSpec['containers'][number]['env'][number]) {
  const { configMapKeyRef, secretKeyRef } = valueFrom ?? {}
  if (secretKeyRef)
    return { name, source: 'secret' as const, value: null, object: secretKeyRef.name, key: secretKeyRef.key }
  if (configMapKeyRef) {
    return { name, source: 'config-map' as const, value: null, object: configMapKeyRef.name, key: configMapKeyRef.key }
  }
  return {
    name,
    source: valueFrom ? ('other' as const) : ('value' as const),
    value: value ?? null,
    object: null,
    key: null,
  }
}

function toVolume(volume: ParsedSpec['volumes'][number]): TemplateVolume {
  const { name, persistentVolumeClaim, configMap, secret } = volume
  if (persistentVolumeClaim) return { name, source: 'volume', object: persistentVolumeClaim.claimName }
  if (configMap) return { name, source: 'config-map', object: configMap.name }
  if (secret) return { name, source: 'secret', object: secret.secretName }
  return { name, source: volume.emptyDir === undefined ? 'other' : 'scratch', object: '' }
}
