'use client'

import { Part } from '#components/ui/part.tsx'
import type { WorkloadTask } from './use-workload-verbs.tsx'

const loadStop = () => import('./stop-dialog.tsx')
const loadDelete = () => import('./delete-workload-dialog.tsx')

interface WorkloadTasksProps {
  task: WorkloadTask | null
  onClose: () => void
  onDeleted?: () => void
}

/** The dialogs that ask before something is ended. */
export function WorkloadTasks({ task, onClose, onDeleted }: WorkloadTasksProps) {
  if (task?.kind === 'stop') return <Part load={loadStop} workload={task.workload} onClose={onClose} />
  if (task?.kind === 'delete')
    return <Part load={loadDelete} workload={task.workload} onClose={onClose} onDone={onDeleted} />
  return null
}
