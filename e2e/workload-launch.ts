import { randomUUID } from 'node:crypto'
import type { Cookie } from '@playwright/test'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { routes } from '#lib/routes.ts'
import type { LaunchFields } from '#lib/workloads/schema-launch.ts'
import type { EditForm } from '#lib/workloads/schema-offer.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { send } from './send.ts'
import { callAction, listServerActions } from './server-actions.ts'

/** Says a line each second, and ends at once when it is told to. */
const TALK = 'trap exit TERM; while :; do echo "still here at $(date +%s)"; sleep 1 & wait; done'

/** Launches and edits as the form does, for tests that are about what comes after it. */
export class WorkloadLauncher {
  private readonly space: SpaceId
  private readonly cookies: readonly Cookie[]

  constructor(space: SpaceId, cookies: readonly Cookie[]) {
    this.space = space
    this.cookies = cookies
  }

  async launch(name: string, fields: Partial<LaunchFields> = {}): Promise<Workload> {
    return (await this.call('launchWorkload', routes.launch(this.space), {
      ...buildFields(this.space, name),
      ...fields,
    })) as Workload
  }

  /** Everything else stays as it is. */
  async edit(name: string, change: Partial<LaunchFields>): Promise<void> {
    const workload = { kind: 'service' as const, name }
    const answer = await send({ path: routes.api.workloadForm(this.space, workload), cookies: this.cookies })
    if (answer.status !== 200) throw new Error(`The form of ${name} answered ${answer.status}.`)
    const { fields, uid, resourceVersion } = JSON.parse(answer.body) as EditForm
    const input = { fields: { ...fields, ...change }, uid, resourceVersion }
    await this.call('updateWorkload', routes.editWorkload(this.space, workload), input)
  }

  private async call(name: string, path: string, input: unknown): Promise<unknown> {
    const action = (await listServerActions()).find((one) => one.name === name)
    if (!action) throw new Error(`There is no server action ${name}.`)
    const result = await callAction({ id: action.id, path, input, cookies: this.cookies })
    if (!result?.ok) throw new Error(`${name} was refused: ${JSON.stringify(result?.error)}`)
    return result.value
  }
}

/** A service of a few lines of shell. */
export function buildFields(space: SpaceId, name: string): LaunchFields {
  return {
    space,
    name,
    launchId: randomUUID(),
    kind: 'service',
    image: IMAGE_NAMES.toolbox,
    command: ['sh', '-c', TALK],
    cpu: '100m',
    memory: '64Mi',
    probe: { check: 'none' },
  }
}
