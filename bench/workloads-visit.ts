import type { Browser } from '@playwright/test'
import type { KubeClient } from '#lib/kube/client.ts'
import { buildLaunch } from '#lib/workloads/objects-launch.ts'
import type { LaunchObjects } from '#lib/workloads/objects-launch.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { randomUUID } from 'node:crypto'
import { formatBenchName } from './bench-sessions.ts'
import type { BenchPortal } from './portal-process.ts'

export interface WorkloadsRun {
  client: KubeClient
  portal: BenchPortal
  browser: Browser
}

export const getSpace = (index: number): `u/${string}` => `u/${formatBenchName(index)}`
export const getNamespace = (index: number): string => `user-${formatBenchName(index)}-storage`

/** A small service that starts at once, with everything that a launch makes. */
export function buildFields(index: number, changes: Record<string, unknown> = {}): LaunchFields {
  return {
    kind: 'service',
    space: getSpace(index),
    name: `web-${randomUUID().slice(0, 8)}`,
    launchId: randomUUID(),
    image: IMAGE_NAMES.toolbox,
    command: ['sh', '-c', 'trap exit TERM; while :; do sleep 0.2; done'],
    cpu: '50m',
    memory: '32Mi',
    pullPolicy: 'IfNotPresent',
    environment: [{ source: 'value', name: 'TOKEN', value: 'not to be seen', isSecret: true }],
    files: [{ name: 'settings.json', text: '{}' }],
    ports: [{ name: 'http', port: 8080 }],
    probe: { check: 'none' },
    ...changes,
  }
}

/** The same objects as a launch makes. */
export function buildObjects(index: number, fields: LaunchFields): LaunchObjects {
  return buildLaunch(launchSchema.parse(fields), {
    namespace: getNamespace(index),
    kind: 'user',
    gatewayNamespace: NAMESPACE,
  })
}
