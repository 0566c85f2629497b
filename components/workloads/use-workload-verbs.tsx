'use client'

import {
  CalendarPlus,
  Copy,
  ExternalLink,
  Pencil,
  Play,
  RotateCw,
  ScrollText,
  Square,
  SquareTerminal,
  Trash2,
} from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import type { MenuEntry } from '#components/ui/menu.tsx'
import { routes } from '#lib/routes.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import type { WorkloadVerb } from '#lib/workloads/status.ts'
import { useWorkloadWrites } from './use-workload-writes.ts'
import { getVerbWord, listVerbs, type WorkloadRights } from './workload-verbs.ts'

const ICONS: Record<WorkloadVerb, ReactNode> = {
  open: <ExternalLink />,
  logs: <ScrollText />,
  terminal: <SquareTerminal />,
  start: <Play />,
  stop: <Square />,
  restart: <RotateCw />,
  run: <CalendarPlus />,
  edit: <Pencil />,
  clone: <Copy />,
  delete: <Trash2 />,
}

/** What is asked about before it is done. */
export interface WorkloadTask {
  kind: 'stop' | 'delete'
  workload: Workload
}

export interface OfferedVerb {
  verb: WorkloadVerb
  label: string
  icon: ReactNode
  /** Where it leads; null for what does something. */
  href: string | null
  /** Leads out of the portal. */
  isOutside: boolean
  run: () => void
}

/** What can be done with a workload, in words and ready to be pressed. */
export function useWorkloadVerbs({
  rights,
  onTask,
}: {
  rights: WorkloadRights
  onTask: (task: WorkloadTask) => void
}): (workload: Workload) => OfferedVerb[] {
  const t = useTranslations('workloadsPage.verbs')
  const writes = useWorkloadWrites()
  return (workload) => {
    const { kind, name } = workload
    return listVerbs(workload, rights).map((verb) => ({
      verb,
      label: t(getVerbWord(verb, kind), { name }),
      icon: ICONS[verb],
      href: getHref(workload, verb),
      isOutside: verb === 'open',
      run: () => {
        if (verb === 'stop' || verb === 'delete') onTask({ kind: verb, workload })
        else if (verb === 'start' || verb === 'restart' || verb === 'run') void writes.runAndTell(verb, workload)
      },
    }))
  }
}

function getHref(workload: Workload, verb: WorkloadVerb): string | null {
  const { space } = workload
  switch (verb) {
    case 'open':
      return routes.openWorkload(space, workload)
    case 'logs':
    case 'terminal':
      return routes.workload(space, workload, verb)
    case 'edit':
      return routes.editWorkload(space, workload)
    case 'clone':
      return routes.launch(space, { from: `${workload.kind}/${workload.name}` })
    case 'start':
    case 'stop':
    case 'restart':
    case 'run':
    case 'delete':
      return null
  }
}

/** The same as entries of a menu; what cannot be undone stands apart at the end. */
export function toMenuEntries(verbs: readonly OfferedVerb[]): MenuEntry[] {
  return verbs.flatMap(({ verb, label, icon, href, isOutside, run }): MenuEntry[] => {
    if (href !== null) return [{ kind: 'link', id: verb, label, icon, href, isOutside }]
    const entry: MenuEntry = { kind: 'action', id: verb, label, icon, onSelect: run }
    return verb === 'delete'
      ? [
          { kind: 'separator', id: 'end' },
          { ...entry, tone: 'danger' },
        ]
      : [entry]
  })
}
