import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { KubeObject } from '#lib/kube/object.ts'
import type { Place } from '#lib/spaces/testing/people.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import { launchObjects } from '#lib/workloads/testing/launch-objects.ts'

export type ServiceFields = Partial<Extract<LaunchFields, { kind: 'service' }>>

export interface ServiceLaunch extends Place {
  image: string
  name: string
  fields?: ServiceFields
}

export const PROGRAM_COMMAND = ['node', '--disable-warning=ExperimentalWarning', '--input-type=module-typescript', '-e']

export function readProgram(): Promise<string> {
  return readFile(path.join(import.meta.dirname, 'workload-program.ts'), 'utf8')
}

/** A service with a web address; resolves with its Deployment. */
export async function launchService({ space, namespace, image, name, fields }: ServiceLaunch): Promise<KubeObject> {
  return launchObjects(namespace, {
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
}
