import { routes } from '#lib/routes.ts'
import type { Explanation, Workload } from '#lib/workloads/schema.ts'
import type { WorkloadVerb } from '#lib/workloads/status.ts'

/** What the button of a next step does; null: it is only said, because nobody can press it or this person may not. */
export type NextStepWay = { href: string } | { verb: 'start' | 'run' | 'restart' } | null

type Known = Pick<Workload, 'space' | 'kind' | 'name'> & { explanation: Pick<Explanation, 'reason' | 'nextStep'> }

/** `verbs` is what can be done with it as it is now, and by this person. */
export function resolveNextStep(workload: Known, verbs: readonly WorkloadVerb[]): NextStepWay {
  const { space, kind, name, explanation } = workload
  const { nextStep, reason } = explanation
  if (!nextStep) return null
  const { code, target } = nextStep
  switch (code) {
    case 'start':
    case 'resume':
      return verbs.includes('start') ? { verb: 'start' } : null
    case 'run-now':
      return verbs.includes('run') ? { verb: 'run' } : null
    case 'start-again': {
      const verb = (['restart', 'run', 'start'] as const).find((one) => verbs.includes(one))
      return verb ? { verb } : null
    }
    case 'look-at-logs':
      return verbs.includes('logs') ? { href: routes.workload(space, { kind, name }, 'logs') } : null
    case 'stop-other':
      return { href: routes.workloads(space, { search: target ?? undefined }) }
    case 'open-volume':
      return { href: routes.storage(space, { volume: target ?? undefined }) }
    case 'open-config': {
      const source = reason.startsWith('secret') ? 'secret' : 'config-map'
      return { href: routes.config(space, { open: target ? `${source}/${target}` : undefined }) }
    }
    case 'open-quota':
      return { href: routes.quota(space) }
    default:
      return code.startsWith('edit') ? toEdit(workload, { verbs, field: FIELDS[code] }) : null
  }
}

/** Where the form goes to. */
const FIELDS: Record<string, string> = {
  'edit-image': 'image',
  'edit-pull-secrets': 'pullSecrets',
  'edit-command': 'command',
  'edit-size': 'memory',
  'edit-ports': 'ports',
  'edit-probe': 'probe',
  'edit-mounts': 'mounts',
  'edit-user': 'userId',
  'edit-time-limit': 'timeLimitSeconds',
  'edit-schedule': 'schedule',
}

/** A job cannot be changed once it is there: another one is launched with what is right. */
function toEdit(
  { space, kind, name }: Known,
  { verbs, field }: { verbs: readonly WorkloadVerb[]; field: string | undefined },
): NextStepWay {
  if (verbs.includes('edit')) return { href: routes.editWorkload(space, { kind, name }, field) }
  return kind === 'job' && verbs.includes('clone') ? { href: routes.launch(space, { from: `${kind}/${name}` }) } : null
}
