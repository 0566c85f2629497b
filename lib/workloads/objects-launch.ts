import type { KubeObject } from '#lib/kube/object.ts'
import { buildConfig } from './objects-config.ts'
import type { LaunchContext } from './objects-labels.ts'
import { buildService, buildWebPolicy } from './objects-network.ts'
import { buildWorkload } from './objects-workload.ts'
import type { LaunchInput } from './schema-launch.ts'

/** Everything that one launch makes, in the order in which it is made. */
export interface LaunchObjects {
  /** Before the workload, because its pods need them at once; the workload owns them as soon as it exists. */
  config: KubeObject[]
  workload: KubeObject
  /** After the workload, owned by it from the start. */
  network: KubeObject[]
}

export function buildLaunch(input: LaunchInput, context: LaunchContext & { gatewayNamespace: string }): LaunchObjects {
  return {
    config: buildConfig(input, context),
    workload: buildWorkload(input, context),
    network: [buildService(input, context), buildWebPolicy(input, context)].filter((object) => object !== null),
  }
}
