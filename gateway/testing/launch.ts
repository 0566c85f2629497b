import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { withOwner } from '#lib/workloads/objects-labels.ts'
import { buildLaunch } from '#lib/workloads/objects-launch.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'

interface Launch {
  client: KubeClient
  space: SpaceId
  namespace: string
  image: string
  name: string
  fields?: Partial<LaunchFields>
}

export const PROGRAM_COMMAND = ['node', '--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e']

export function readProgram(): Promise<string> {
  return readFile(path.join(import.meta.dirname, 'workload-program.ts'), 'utf8')
}

/** A service with a web address, made of the same objects as a launch in the portal makes; resolves with its Deployment. */
export async function launchService({ client, space, namespace, image, name, fields }: Launch): Promise<KubeObject> {
  const input = launchSchema.parse({
    space,
    kind: 'service',
    name,
    launchId: randomUUID(),
    image,
    command: PROGRAM_COMMAND,
    args: [await readProgram()],
    cpu: '1',
    memory: '128Mi',
    environment: [{ source: 'value', name: 'NAME', value: name }],
    ports: [{ name: 'http', port: 8080 }],
    web: { port: 8080 },
    ...fields,
  })
  const kind = space.startsWith('u/') ? 'user' : 'group'
  const { config, workload, network } = buildLaunch(input, { namespace, kind, gatewayNamespace: 'moorage' })
  for (const object of config) await createObject(client, object)
  const made = await createObject(client, workload)
  for (const object of network) await createObject(client, withOwner(object, made))
  return made
}
