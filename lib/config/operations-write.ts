import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { createObject, getObject, patchObject } from '#lib/kube/verbs.ts'
import { FIELD_MANAGER, LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import {
  buildConfigMapPatch,
  buildNewConfigMap,
  buildNewSecret,
  buildSecretPatch,
  listSecretEntries,
} from './objects-build.ts'
import { checkKeyPair } from './objects-tls.ts'
import { toConfigFacts } from './objects.ts'
import type { ConfigFacts } from './objects.ts'
import {
  CLUSTER_KINDS,
  requireOurs,
  requireSame,
  requireVersion,
  showConfig,
  showWritten,
  throwFields,
  toRef,
  toWriteError,
} from './operations-context.ts'
import type {
  CreateConfigMapInput,
  CreateSecretInput,
  SecretContent,
  UpdateConfigMapInput,
  UpdateSecretInput,
} from './schema-input.ts'
import type { ConfigItem, ConfigKind } from './schema.ts'
import { checkEntries, describeChange } from './status.ts'

/** The cluster may have made it although the answer was lost. */
const IN_DOUBT = ['timed-out', 'cut-off', 'unreachable', 'slow', 'server-error', 'unavailable', 'already-exists']

const ACTIONS = { 'config-map': 'config', secret: 'secret' } as const

/** Makes a ConfigMap; sent twice with the same launch id, it is one. */
export async function createConfigMap(actor: Actor, input: CreateConfigMapInput): Promise<ConfigItem> {
  const scope = authorize(actor, 'config.write', input.space)
  throwFields(checkEntries(input.entries, []))
  const object = buildNewConfigMap({ ...input, ...toPlace(scope) }, input.entries)
  const keys = describeChange(input.entries, [])
  return withWrite(scope, { kind: 'config-map', name: input.name, verb: 'create', after: keys }, () =>
    create(object, input.launchId),
  )
}

/** Makes a Secret; sent twice with the same launch id, it is one. */
export async function createSecret(actor: Actor, input: CreateSecretInput): Promise<ConfigItem> {
  const scope = authorize(actor, 'secret.write', input.space)
  throwFields(checkContent(input, null))
  const object = buildNewSecret({ name: input.name, launchId: input.launchId, ...toPlace(scope) }, input)
  const after = { type: input.type, ...describeChange(listSecretEntries(input), []) }
  return withWrite(scope, { kind: 'secret', name: input.name, verb: 'create', after }, () =>
    create(object, input.launchId),
  )
}

/** Throws CONFLICT, with nothing written, when somebody else saved since `resourceVersion`. */
export async function updateConfigMap(actor: Actor, input: UpdateConfigMapInput): Promise<ConfigItem> {
  const scope = authorize(actor, 'config.write', input.space)
  const facts = await requireEditable(scope, { kind: 'config-map', ...input })
  throwFields(checkEntries(input.entries, facts.keys))
  const patch = buildConfigMapPatch(toKnown(facts), input.entries, new Date().toISOString())
  const after = describeChange(input.entries, facts.keys)
  if (isEmpty(after)) return showConfig(scope, facts)
  return withWrite(scope, { kind: 'config-map', name: facts.name, verb: 'update', after }, () =>
    patchObject(getKubeClient(), toRef(scope, facts), { patch, fieldManager: FIELD_MANAGER }),
  )
}

/** Sets single values of a Secret; those that are kept are neither sent nor read out. Conflicts as for a ConfigMap. */
export async function updateSecret(actor: Actor, input: UpdateSecretInput): Promise<ConfigItem> {
  const scope = authorize(actor, 'secret.write', input.space)
  const facts = await requireEditable(scope, { kind: 'secret', ...input })
  throwFields(checkContent(input, facts))
  const patch = buildSecretPatch(toKnown(facts), input, new Date().toISOString())
  const after = describeChange(listSecretEntries(input), input.type === 'opaque' ? facts.keys : [])
  if (isEmpty(after)) return showConfig(scope, facts)
  return withWrite(scope, { kind: 'secret', name: facts.name, verb: 'update', after }, () =>
    patchObject(getKubeClient(), toRef(scope, facts), { patch, fieldManager: FIELD_MANAGER }),
  )
}

/** Nothing is to be changed, so the time of the last change stays as well. */
const isEmpty = (change: Record<string, string>) => Object.keys(change).length === 0

const toPlace = ({ namespace, kind }: SpaceScope) => ({ namespace, kind })
const toKnown = ({ uid, resourceVersion, keys }: ConfigFacts) => ({
  uid,
  resourceVersion,
  keys: keys.map(({ name }) => name),
})

function checkContent(content: SecretContent, facts: ConfigFacts | null) {
  if (facts && facts.secretType !== content.type) {
    throw new AppError('INVALID_INPUT', 'This secret is of another kind.', { messageKey: 'config.otherType' })
  }
  if (content.type === 'tls') return checkKeyPair(content)
  return content.type === 'opaque' ? checkEntries(content.entries, facts?.keys ?? []) : {}
}

/** The facts of an object that may be changed, in the version that the page showed. */
async function requireEditable(
  scope: SpaceScope,
  known: { kind: ConfigKind; name: string; uid: string; resourceVersion: string },
): Promise<ConfigFacts> {
  const facts = toConfigFacts(await requireSame(scope, known), { kind: known.kind, space: scope.spaceId })
  requireOurs(facts)
  requireVersion(facts, known.resourceVersion)
  return facts
}

interface Write {
  kind: ConfigKind
  name: string
  verb: 'create' | 'update'
  after: Record<string, string>
}

async function withWrite(scope: SpaceScope, write: Write, run: () => Promise<KubeObject>): Promise<ConfigItem> {
  const { kind, name, verb, after } = write
  const entry = {
    actor: scope.actor,
    action: `${ACTIONS[kind]}.${verb}`,
    space: scope.spaceId,
    object: { kind: CLUSTER_KINDS[kind], name },
    after,
  }
  const written = await withAudit(entry, () =>
    run().catch((error: unknown) => {
      throw toWriteError(error, { kind, name })
    }),
  )
  return showWritten(scope, kind, written)
}

async function create(object: KubeObject, launchId: string): Promise<KubeObject> {
  try {
    return await createObject(getKubeClient(), object, { fieldManager: FIELD_MANAGER })
  } catch (error) {
    const kubeCase = getKubeCase(error) ?? ''
    if (!IN_DOUBT.includes(kubeCase)) throw error
    const { apiVersion, kind, metadata } = object
    const ref = { apiVersion, kind, namespace: metadata.namespace, name: metadata.name }
    const found = await getObject(getKubeClient(), ref).catch(() => null)
    if (found?.metadata.labels?.[LAUNCH_LABEL] === launchId) return found
    if (kubeCase !== 'already-exists') throw error
    const text = `There is a ${kind} "${metadata.name}" already.`
    throw new AppError('INVALID_INPUT', text, {
      messageKey: 'input.invalid',
      fields: { name: { messageKey: 'config.nameTaken', params: { name: metadata.name }, text } },
    })
  }
}
