import { withAudit } from '#lib/audit/audit.ts'
import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { AppError } from '#lib/errors.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { deleteObject } from '#lib/kube/verbs.ts'
import { toConfigFacts } from './objects.ts'
import {
  CLUSTER_KINDS,
  requireOurs,
  requireSame,
  showConfig,
  throwFields,
  toRef,
  toWriteError,
} from './operations-context.ts'
import { forgetConfig } from './operations-read.ts'
import type { DeleteConfigInput } from './schema-input.ts'
import type { ConfigItem } from './schema.ts'

/** Throws CONFLICT with the names of its users unless they were shown and it may go all the same. */
export async function deleteConfig(actor: Actor, input: DeleteConfigInput): Promise<{ name: string }> {
  const { kind, name, uid } = input
  const scope = authorize(actor, kind === 'secret' ? 'secret.write' : 'config.write', input.space)
  const item = showConfig(
    scope,
    toConfigFacts(await requireSame(scope, { kind, name, uid }), { kind, space: scope.spaceId }),
  )
  requireOurs(item, { isDelete: true })
  requireConfirmed(item, input)
  requireUnused(item, input)
  const entry = {
    actor,
    action: kind === 'secret' ? 'secret.delete' : 'config.delete',
    space: scope.spaceId,
    object: { kind: CLUSTER_KINDS[kind], name },
    before: { keys: item.keys.map((key) => key.name).join(', ') },
  }
  await withAudit(entry, () =>
    deleteObject(getKubeClient(), toRef(scope, { kind, name }), { uid }).catch((error: unknown) => {
      throw toWriteError(error, { kind, name })
    }),
  )
  forgetConfig(scope.namespace)
  return { name }
}

function requireConfirmed({ name }: ConfigItem, { confirmation }: DeleteConfigInput): void {
  if (confirmation.trim() === name) return
  throwFields({
    confirmation: { messageKey: 'config.confirmationWrong', params: { name }, text: `Type ${name} to confirm.` },
  })
}

function requireUnused({ name, usedBy }: ConfigItem, { isUseConfirmed }: DeleteConfigInput): void {
  if (usedBy.length === 0 || isUseConfirmed) return
  const users = usedBy.map((user) => user.name).join(', ')
  throw new AppError('CONFLICT', `"${name}" is used by ${users}.`, {
    messageKey: 'config.inUse',
    params: { name, users },
  })
}
