import type { SpaceScope } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import type { FieldMessage } from '#lib/errors.ts'
import { getKubeCase } from '#lib/kube/errors.ts'
import type { KubeObject, ObjectRef } from '#lib/kube/object.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { listUsers } from '#lib/workloads/operations.ts'
import { isHidden, toConfigFacts } from './objects.ts'
import type { ConfigFacts } from './objects.ts'
import { forgetConfig } from './operations-read.ts'
import type { ConfigGuard, ConfigItem, ConfigKind } from './schema.ts'

export const CLUSTER_KINDS = { 'config-map': 'ConfigMap', secret: 'Secret' } as const

interface ConfigAddress {
  kind: ConfigKind
  name: string
}

export function toRef({ namespace }: SpaceScope, { kind, name }: ConfigAddress): ObjectRef {
  return { apiVersion: 'v1', kind: CLUSTER_KINDS[kind], namespace, name }
}

/** With who uses it now. */
export function showConfig(scope: SpaceScope, facts: ConfigFacts): ConfigItem {
  return { ...facts, usedBy: listUsers(scope, { source: facts.kind, object: facts.name }) }
}

/** What a write has just returned, as it is shown. */
export function showWritten(scope: SpaceScope, kind: ConfigKind, raw: KubeObject): ConfigItem {
  forgetConfig(scope.namespace)
  return showConfig(scope, toConfigFacts(raw, { kind, space: scope.spaceId }))
}

/** The object as it is in the cluster now; throws NOT_FOUND for what is not there and for what is nobody's to see. */
export async function requireConfig(scope: SpaceScope, address: ConfigAddress): Promise<KubeObject> {
  const { kind, name } = address
  const found = isHidden(name) ? null : await getObject(getKubeClient(), toRef(scope, address))
  if (found) return found
  throw new AppError('NOT_FOUND', `There is no ${CLUSTER_KINDS[kind]} "${name}" any more.`, {
    messageKey: `config.gone.${kind}`,
    params: { name },
  })
}

/** The same, and only the very one that the page showed. */
export async function requireSame(scope: SpaceScope, address: ConfigAddress & { uid: string }): Promise<KubeObject> {
  const found = await requireConfig(scope, address)
  if (found.metadata.uid === address.uid) return found
  throw new AppError('CONFLICT', `"${address.name}" is another one by now; load the page again.`, {
    messageKey: 'config.replaced',
    params: { name: address.name },
  })
}

const GUARD_SENTENCES: Record<ConfigGuard, string> = {
  'not-ours': 'Moorage did not make it, so it is left alone.',
  'of-workload': 'It belongs to a workload and is changed with it.',
  immutable: 'It was made so that nobody can change it.',
}

/** Throws CONFLICT for what can only be looked at. */
export function requireOurs({ name, guard }: ConfigFacts, { isDelete = false } = {}): void {
  // Immutable means its values; it can go.
  if (guard === null || (isDelete && guard === 'immutable')) return
  throw new AppError('CONFLICT', `"${name}": ${GUARD_SENTENCES[guard]}`, {
    messageKey: `config.guards.${guard}`,
    params: { name },
  })
}

/** Throws CONFLICT when somebody else saved since the page read it. */
export function requireVersion({ name, resourceVersion }: ConfigFacts, known: string): void {
  if (resourceVersion !== known) throw toChanged(name)
}

function toChanged(name: string, cause?: unknown): AppError {
  return new AppError('CONFLICT', `Somebody else changed "${name}" meanwhile.`, {
    cause,
    messageKey: 'config.changed',
    params: { name },
  })
}

export function throwFields(fields: Record<string, FieldMessage>): void {
  if (Object.keys(fields).length === 0) return
  throw new AppError('INVALID_INPUT', 'Some of what was entered cannot be used.', {
    messageKey: 'input.invalid',
    fields,
  })
}

/** What the cluster said to a write, in the words of this page. */
export function toWriteError(error: unknown, { kind, name }: ConfigAddress): unknown {
  if (getKubeCase(error) === 'changed-meanwhile') return toChanged(name, error)
  if (error instanceof AppError && error.code === 'QUOTA_EXCEEDED') {
    return new AppError('QUOTA_EXCEEDED', `This space can hold no more of the kind ${CLUSTER_KINDS[kind]}.`, {
      cause: error,
      messageKey: `config.noneLeft.${kind}`,
      details: error.details,
    })
  }
  return error
}
