import { randomUUID } from 'node:crypto'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { launchSchema } from '../schema-launch.ts'
import type { LaunchFields, LaunchInput } from '../schema-launch.ts'
import { TOOLBOX } from './live-case.ts'
import { IDLE_SCRIPT, shell } from './live-programs.ts'

export type Changes = Record<string, unknown>

/** What the form sends. */
export function toFields(space: SpaceId, changes: Changes = {}): LaunchFields {
  return {
    space,
    name: 'web',
    launchId: randomUUID(),
    kind: 'service',
    image: TOOLBOX,
    command: IDLE_SCRIPT,
    cpu: '50m',
    memory: '32Mi',
    ...changes,
  }
}

/** The same as the server reads it. */
export function fillForm({ space }: { space: SpaceId }, changes?: Changes): LaunchInput {
  return launchSchema.parse(toFields(space, changes))
}

/** Serves its folder, and ends as soon as it is told to. */
export const SERVER = shell('httpd -p 8080 -h /tmp; trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done')

export const FILES = [{ name: 'motd', text: 'hello' }]
export const SECRET = { source: 'value', name: 'TOKEN', value: 'hidden', isSecret: true }
export const PORTS = [{ name: 'http', port: 8080 }]

/** One of everything that a launch can make besides the workload itself. */
export const WHOLE = { files: FILES, environment: [SECRET], ports: PORTS, web: { port: 8080 } }
