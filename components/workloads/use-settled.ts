'use client'

import { useEffect, useReducer, useState } from 'react'
import type { Explanation } from '#lib/workloads/schema.ts'
import { SettledExplanations } from './settled-explanations.ts'

/** Workloads as they are shown: a worse state is not taken back for a milder one that may not last. */
export function useSettled<T extends { uid: string; explanation: Explanation }>(items: readonly T[]): readonly T[] {
  const [settled] = useState(() => new SettledExplanations())
  const [, showAgain] = useReducer((round: number) => round + 1, 0)
  const { items: shown, againAtMs } = settled.settle(items)
  useEffect(() => {
    if (againAtMs === null) return
    const timer = setTimeout(showAgain, Math.max(0, againAtMs - Date.now()))
    return () => clearTimeout(timer)
  }, [againAtMs])
  return shown
}
