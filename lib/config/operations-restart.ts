import type { Actor } from '#lib/auth/actor.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { findWorkload } from '#lib/workloads/operations-context.ts'
import { restartWorkloads } from '#lib/workloads/operations-verbs.ts'
import type { Restart } from '#lib/workloads/operations-verbs.ts'
import { listUsers } from '#lib/workloads/operations.ts'
import type { RestartUsersInput } from './schema-input.ts'

/**
 * Restarts those of the named workloads that use the object at this moment, so that they read its new values. What does
 * not run, and every job, reads them at its next start.
 */
export async function restartUsers(actor: Actor, input: RestartUsersInput): Promise<Restart[]> {
  const { space, kind, name, workloads } = input
  const scope = authorize(actor, kind === 'secret' ? 'secret.list' : 'config.read', space)
  const wanted = new Set(workloads.map((one) => `${one.kind}/${one.name}`))
  const refs = listUsers(scope, { source: kind, object: name })
    .filter((user) => wanted.has(`${user.kind}/${user.name}`))
    .flatMap((user) => {
      const uid = findWorkload(scope, user)?.uid
      return uid ? [{ ...user, uid }] : []
    })
  return restartWorkloads(actor, space, refs)
}
