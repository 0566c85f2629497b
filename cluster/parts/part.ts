import type { BuiltBinaries } from '#cluster/build/build.ts'
import type { Kubeconfigs } from '#cluster/kubeconfig.ts'
import type { ClusterLayout } from '#cluster/layout.ts'
import type { Pki } from '#cluster/pki.ts'

/** One process of the cluster that the supervisor keeps running. */
export interface Part {
  name: string
  command: readonly string[]
  /** Runs in the node's network namespace, as everything does but the forwarder. */
  isOnNode: boolean
  /** Parts that have to be ready before this one is started. */
  after: readonly string[]
  env?: Record<string, string>
  /** Resolves when the part serves; rejects or resolves to false while it does not yet. Without it, a running part is ready. */
  isReady?: () => Promise<boolean>
}

/** What the parts are built from. */
export interface PartContext {
  layout: ClusterLayout
  built: BuiltBinaries
  pki: Pki
  kubeconfigs: Kubeconfigs
}
