'use client'

import { useSyncExternalStore } from 'react'
import { Part } from '#components/ui/part.tsx'
import { getZipRequest, setZipRequest, subscribeToZipRequest } from './zip-requests.ts'

const loadDialog = () => import('./zip-dialog.tsx')

/** Once per page with files. */
export function ZipDialogHost() {
  const request = useSyncExternalStore(subscribeToZipRequest, getZipRequest, () => null)
  return request && <Part load={loadDialog} request={request} onClose={() => setZipRequest(null)} />
}
