'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { Part } from '#components/ui/part.tsx'
import { countTray, getUploadPresence, subscribeToUploads, type UploadPresence } from './upload-presence.ts'

const loadTrays = () => import('./upload-trays.tsx')
const NONE: UploadPresence = { queues: [], readingCount: 0, trayCount: 0, messages: {} }

function usePresence(): UploadPresence {
  return useSyncExternalStore(subscribeToUploads, getUploadPresence, () => NONE)
}

/** What is on its way and what failed, at the lower edge of a page with files. Its code comes when there is something. */
export function UploadTray() {
  const { queues, readingCount } = usePresence()
  useEffect(countTray, [])
  return queues.length > 0 || readingCount > 0 ? <Part load={loadTrays} /> : null
}

/** The same on every other page, for as long as uploads go on that a page with files began. */
export function UploadTrayElsewhere() {
  const { queues, trayCount, messages } = usePresence()
  if (queues.length === 0 || trayCount > 0) return null
  return (
    <MoreMessages messages={messages}>
      <Part load={loadTrays} />
    </MoreMessages>
  )
}
