'use client'

import { type ComponentType, useEffect } from 'react'
import { useOnDemand } from './use-on-demand.ts'

type PartProps<P> = P & { load: () => Promise<{ default: ComponentType<P> }> }

/** A part of the page whose code is fetched when it is first shown: a dialog, a sheet. */
export function Part<P extends object>({ load, ...props }: PartProps<P>) {
  const { Component, start } = useOnDemand(load)
  const isMissing = Component === null
  useEffect(() => {
    if (isMissing) start()
  })
  return Component && <Component {...(props as unknown as P)} />
}
