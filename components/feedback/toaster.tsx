'use client'

import { useEffect, useSyncExternalStore } from 'react'
import { useOnDemand } from '#components/ui/use-on-demand.ts'
import { listQueuedToasts, subscribeToToasts } from './toast-queue.ts'

const loadViewport = () => import('./toast-viewport.tsx')

/** Stands once in the page; the code of toasts is fetched with the first one. */
export function Toaster() {
  const { Component: ToastViewport, start } = useOnDemand(loadViewport)
  const isWaiting = useSyncExternalStore(
    subscribeToToasts,
    () => listQueuedToasts().length > 0,
    () => false,
  )
  const isMissing = ToastViewport === null
  useEffect(() => {
    if (isWaiting && isMissing) start()
  })
  return ToastViewport && <ToastViewport />
}
