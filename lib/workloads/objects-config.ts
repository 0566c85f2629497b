import type { KubeObject } from '#lib/kube/object.ts'
import { buildLaunchLabels } from './objects-labels.ts'
import type { LaunchContext, LaunchIdentity } from './objects-labels.ts'
import type { LaunchInput } from './schema-launch.ts'

export const getFilesName = (name: string) => `${name}-files`
export const getSecretName = (name: string) => `${name}-env`

/** The variables whose values go into a Secret. */
export function listSecretVariables({ environment }: Pick<LaunchInput, 'environment'>) {
  return environment.flatMap((one) => (one.source === 'value' && one.isSecret ? [one] : []))
}

/** The ConfigMap and the Secret that a launch needs before its pods do; none when there is nothing to put in. */
export function buildConfig(input: LaunchInput, context: LaunchContext): KubeObject[] {
  const secrets = listSecretVariables(input)
  return [
    ...(input.files.length > 0
      ? [
          buildConfigMap({
            ...toMetadata(input, context, getFilesName(input.name)),
            data: Object.fromEntries(input.files.map(({ name, text }) => [name, text])),
          }),
        ]
      : []),
    ...(secrets.length > 0
      ? [
          buildSecret({
            ...toMetadata(input, context, getSecretName(input.name)),
            data: Object.fromEntries(
              secrets.map(({ name, value, isKept }) => [
                name,
                (isKept ? context.keptSecrets?.[name] : undefined) ?? encode(value),
              ]),
            ),
          }),
        ]
      : []),
  ]
}

interface DataManifest {
  name: string
  namespace: string
  labels: Record<string, string>
  data: Record<string, string>
}

function toMetadata(identity: LaunchIdentity, context: LaunchContext, name: string) {
  return { name, namespace: context.namespace, labels: buildLaunchLabels(context, identity) }
}

function buildConfigMap({ data, ...metadata }: DataManifest): KubeObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data }
}

/** Base64 and not stringData: that one is never sent back, so server-side apply could not see what it owns. */
export const encode = (value: string) => Buffer.from(value, 'utf8').toString('base64')

/** `data` is in base64. */
function buildSecret({ data, ...metadata }: DataManifest): KubeObject {
  return { apiVersion: 'v1', kind: 'Secret', type: 'Opaque', metadata, data }
}
