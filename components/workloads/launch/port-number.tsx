'use client'

import { useFormContext } from 'react-hook-form'
import { NumberInput, type NumberInputProps } from '#components/ui/number-input.tsx'
import type { LaunchValues } from './launch-values.ts'

/** The number of a port: the web address and the check that lead there follow it. */
export function PortNumber({ at, onChange, ...control }: { at: number } & NumberInputProps) {
  const { getValues, setValue } = useFormContext<LaunchValues>()
  const change = (now: number | null) => {
    const { ports, web, probe } = getValues()
    const before = ports[at]?.port
    onChange(now)
    if (web && web.port === before) setValue('web.port', now)
    if (probe.port === before) setValue('probe.port', now)
  }
  return <NumberInput {...control} min={1} max={65_535} onChange={change} />
}
