'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { showToast } from '#components/feedback/toast-queue.ts'
import { rememberWrites } from '#lib/http/call.ts'
import type { ActionResult } from '#lib/http/result.ts'
import { deleteWorkload, restartWorkload, runWorkload, startWorkload, stopWorkload } from '#lib/workloads/actions.ts'
import { workloadQuery, workloadsQuery } from '#lib/workloads/queries.ts'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import type { Explanation, Workload } from '#lib/workloads/schema.ts'
import { getVerbWord } from './workload-verbs.ts'

const WRITES = {
  start: startWorkload,
  stop: stopWorkload,
  restart: restartWorkload,
  run: runWorkload,
  delete: deleteWorkload,
}
export type WriteVerb = keyof typeof WRITES

/** What is shown until the cluster has said what became of it. Starting may be refused by the quota, so it only says so. */
const EXPECTED: Partial<Record<WriteVerb, Pick<Explanation, 'state' | 'reason'>>> = {
  start: { state: 'starting', reason: 'accepted' },
  stop: { state: 'stopping', reason: 'stopping' },
  delete: { state: 'deleting', reason: 'deleting' },
}

/** Does what can be done with a workload, shows at once what is to be expected of it, and takes that back when it is refused. */
export function useWorkloadWrites() {
  const queries = useQueryClient()
  const t = useTranslations('workloadsPage.toasts')

  const change = (workload: Workload, update: <T extends Workload>(known: T) => T) => {
    const isIt = (one: Workload) => one.uid === workload.uid
    queries.setQueryData<Workload[]>(workloadsQuery(workload.space).queryKey, (known) =>
      known?.map((one) => (isIt(one) ? update(one) : one)),
    )
    queries.setQueryData<WorkloadDetails>(workloadQuery(workload.space, workload).queryKey, (known) =>
      known && isIt(known) ? update(known) : known,
    )
  }

  const expect = (workload: Workload, verb: WriteVerb): (() => void) => {
    const expected = EXPECTED[verb]
    if (!expected) return () => {}
    const explanation: Explanation = {
      ...expected,
      parameters: {},
      causes: [],
      evidence: [],
      nextStep: null,
      since: new Date().toISOString(),
    }
    change(workload, (known) => ({ ...known, explanation }))
    const { explanation: before } = workload
    // What the stream has said meanwhile stays.
    return () =>
      change(workload, (known) => (known.explanation === explanation ? { ...known, explanation: before } : known))
  }

  return {
    /** Asks for it and tells how it went; the answer is for a dialog that stays open when it was refused. */
    async run(verb: WriteVerb, workload: Workload): Promise<ActionResult<unknown>> {
      const { space, kind, name, uid } = workload
      const takeBack = expect(workload, verb)
      const result: ActionResult<unknown> = await WRITES[verb]({ space, kind, name, uid })
      if (result.ok) {
        rememberWrites(result.writes)
        void queries.invalidateQueries({ queryKey: workloadQuery(space, { kind, name }).queryKey })
      } else takeBack()
      return result
    },
    /** The same for what asks nothing before: a toast says how it went. */
    async runAndTell(verb: Exclude<WriteVerb, 'delete'>, workload: Workload): Promise<void> {
      const result = await this.run(verb, workload)
      if (result.ok) showToast({ title: t(getVerbWord(verb, workload.kind), { name: workload.name }) })
      else showToast({ tone: 'danger', title: t('failed', { name: workload.name }), description: result.error.message })
    },
  }
}
