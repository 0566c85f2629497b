import { randomUUID } from 'node:crypto'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { launchSchema } from '../schema-launch.ts'
import type { LaunchInput } from '../schema-launch.ts'
import { TOOLBOX } from './live-case.ts'
import { IDLE_SCRIPT, shell } from './live-programs.ts'

export type Changes = Record<string, unknown>

/** What the form sends, as the server reads it. */
export function fillForm(space: SpaceId, changes: Changes = {}): LaunchInput {
  return launchSchema.parse({
    space,
    name: 'web',
    launchId: randomUUID(),
    kind: 'service',
    image: TOOLBOX,
    command: IDLE_SCRIPT,
    cpu: '50m',
    memory: '32Mi',
    ...changes,
  })
}

/** Serves its folder, and ends as soon as it is told to. */
export const SERVER = shell('httpd -p 8080 -h /tmp; trap "exit 0" TERM; while :; do sleep 3600 & wait $!; done')

export const FILES = [{ name: 'motd', text: 'hello' }]
export const SECRET = { source: 'value', name: 'TOKEN', value: 'hidden', isSecret: true }
export const PORTS = [{ name: 'http', port: 8080 }]

/** One of everything that a launch can make besides the workload itself. */
export const WHOLE = { files: FILES, environment: [SECRET], ports: PORTS, web: { port: 8080 } }

/** An administrator's template: image, command, mounts and size cannot be chosen. */
export const TEMPLATE_CONTENT = {
  title: { en: 'Test' },
  description: { en: 'A test' },
  kind: 'service',
  name: 'test',
  sizes: [{ id: 'small', cpu: '100m', memory: '32Mi' }],
  isSizeFree: false,
  fixed: ['image', 'command', 'mounts'],
  defaults: {
    image: TOOLBOX,
    command: IDLE_SCRIPT,
    mounts: [{ source: 'volume', object: '@own-disk', path: '/data' }],
  },
}
