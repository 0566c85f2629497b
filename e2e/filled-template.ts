import { randomUUID } from 'node:crypto'
import { readTemplates } from '#cluster/demo/manifests.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { fillTemplate, toTemplate } from '#lib/templates/objects.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import type { TestPerson } from './people.ts'

/** The form as a template of the demo fills it in for somebody. */
export async function fillDemoTemplate(
  { space, username }: Pick<TestPerson, 'username'> & { space: SpaceId },
  id: string,
  name: string,
): Promise<LaunchFields> {
  for (const object of await readTemplates({ hasNotebook: true, toImage: (image) => image })) {
    const read = toTemplate(object, NAMESPACE)
    if (read?.state !== 'usable' || read.template.id !== id) continue
    const ownDisk = `user-${username}-disk`
    return fillTemplate(read.template, { space, launchId: randomUUID(), name, size: null, ownDisk })
  }
  throw new Error(`The demo has no template ${id} that can be used.`)
}
