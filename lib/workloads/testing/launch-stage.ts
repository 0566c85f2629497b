import { randomBytes } from 'node:crypto'
import { createObject, deleteObject } from '#lib/kube/verbs.ts'
import type { Person } from '#lib/spaces/testing/people.ts'
import { listUsableTemplates, watchTemplates } from '#lib/templates/operations.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { startCaches } from '#cluster/testing/caches-under-test.ts'
import { client, waitFor } from '#cluster/testing/cluster-under-test.ts'
import { becomePortal } from '#cluster/testing/portal-under-test.ts'
import { IDLE_SCRIPT } from './live-programs.ts'
import { TOOLBOX } from './live-case.ts'
import type { Changes } from './launch-form.ts'

/** Without the two of the gateway, nothing has a web address. */
export const LAUNCH_SETTINGS = {
  MOORAGE_VOLUME_SIZE: '100Mi',
  MOORAGE_APPS_DOMAIN: 'apps.localhost:8080',
  MOORAGE_GATEWAY_SECRET: randomBytes(32).toString('hex'),
}

/** This process is a portal that launches, and knows the cluster. */
export async function becomeLaunchingPortal(): Promise<void> {
  await becomePortal(LAUNCH_SETTINGS)
  watchTemplates()
  await startCaches()
}

/** An administrator's template: image, command, mounts and size cannot be chosen. */
const TEMPLATE_CONTENT = {
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

export interface PlacedTemplate {
  id: string
  remove: () => Promise<unknown>
}

export async function placeTemplate(): Promise<PlacedTemplate> {
  const id = `test-${randomBytes(3).toString('hex')}`
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: id, namespace: NAMESPACE, labels: { 'moorage.dev/template': '' } },
    data: { 'template.yaml': JSON.stringify(TEMPLATE_CONTENT) },
  })
  await waitFor('the template to be known', async () => listUsableTemplates().some((one) => one.id === id))
  return {
    id,
    remove: () => deleteObject(client, { apiVersion: 'v1', kind: 'ConfigMap', namespace: NAMESPACE, name: id }),
  }
}

/** The form as that template fills it. */
export function toTemplateChanges(template: string, { actor }: Person): Changes {
  return {
    name: 'from-template',
    template,
    cpu: '100m',
    mounts: [{ source: 'volume', object: toDisk(actor), path: '/data' }],
  }
}

/** The volume that a space has from its first day. */
export function toDisk({ username }: { username: string }): string {
  return `user-${username}-disk`
}
