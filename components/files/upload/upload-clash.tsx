'use client'

import ClashDialog from '../clash-dialog.tsx'
import type { UploadItem } from './upload-item.ts'
import type { UploadQueue } from './upload-queue.ts'
import type { UploadView } from './upload-view.ts'

interface UploadClashProps {
  queue: UploadQueue
  view: UploadView
  item: UploadItem
}

/** Asks about the next upload whose name is taken; whatever else is to be sent goes on meanwhile. */
export default function UploadClash({ queue, view, item }: UploadClashProps) {
  // Others of the same drop may turn out to be taken, too, and then are not asked about.
  const others = view.items.filter(
    ({ id, batchId, state }) => id !== item.id && batchId === item.batchId && (state === 'asks' || state === 'waiting'),
  )
  const asking = view.items.filter(({ state }) => state === 'asks').map(({ id }) => id)
  return (
    <ClashDialog
      key={item.id}
      path={item.path}
      rest={others.length}
      onAnswer={({ rule, isForAll }) => queue.answerClash(item.id, rule, { isForAll })}
      onCancel={() => queue.cancel(asking)}
    />
  )
}
