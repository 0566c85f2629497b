import { z } from 'zod'
import type { BuiltBinaries } from '#cluster/build/build.ts'
import type { Kubeconfigs } from '#cluster/kubeconfig.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import type { Pki } from '#cluster/pki.ts'

const readiness = z.union([
  /** A unix socket that somebody listens on. */
  z.object({ socketPath: z.string() }),
  /** An https address that answers 200 to this client. */
  z.object({ url: z.string(), caFile: z.string(), certFile: z.string(), keyFile: z.string() }),
])

const part = z.object({
  name: z.string(),
  command: z.array(z.string()).min(1),
  /** Runs in the node's network namespace, as everything does but our own programs. */
  isOnNode: z.boolean(),
  /** Parts that have to be ready before this one is started. */
  after: z.array(z.string()),
  /** How one sees that the part serves; without it, a running part is ready. */
  readiness: readiness.optional(),
})

/** One process of the cluster that the supervisor keeps running. */
export type Part = z.infer<typeof part>
export type Readiness = z.infer<typeof readiness>

/** What `up` hands to the supervisor, as a file: a supervisor that was killed reads it again. */
export const supervisorPlan = z.object({ key: z.string(), startedAt: z.string(), parts: z.array(part) })

/** What the parts are built from. */
export interface PartContext {
  layout: ClusterLayout
  built: BuiltBinaries
  pki: Pki
  kubeconfigs: Kubeconfigs
}
