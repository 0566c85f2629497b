import type { KubeObject } from '#lib/kube/object.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { withOwner } from '../objects-labels.ts'
import { buildLaunch } from '../objects-launch.ts'
import { launchSchema } from '../schema-launch.ts'
import type { LaunchFields } from '../schema-launch.ts'

/** Made by an administrator, object by object, as a launch would; resolves with the workload. */
export async function launchObjects(namespace: string, given: LaunchFields): Promise<KubeObject> {
  const input = launchSchema.parse(given)
  const kind = namespace.startsWith('group') ? 'group' : 'user'
  const { config, workload, network } = buildLaunch(input, { namespace, kind, gatewayNamespace: NAMESPACE })
  for (const object of config) await createObject(client, object)
  const made = await createObject(client, workload)
  for (const object of network) await createObject(client, withOwner(object, made))
  return made
}
