'use client'

import { useTranslations } from 'next-intl'
import { useRef, useState } from 'react'
import { rememberWrites } from '#lib/http/call.ts'
import type { ActionResult, ErrorView } from '#lib/http/result.ts'

interface AdminAction<Input, T> {
  isBusy: boolean
  /** Why the last one did not work. */
  problem: ErrorView | null
  /** Null when it did not work. A second call while one is under way does nothing. */
  run: (input: Input) => Promise<{ value: T } | null>
}

/** One server action behind a button. */
export function useAdminAction<Input, T>(action: (input: Input) => Promise<ActionResult<T>>): AdminAction<Input, T> {
  const t = useTranslations('ui.form')
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState<ErrorView | null>(null)
  // State comes too late for the second click of a double click.
  const isRunning = useRef(false)
  const run = async (input: Input) => {
    if (isRunning.current) return null
    isRunning.current = true
    setIsBusy(true)
    setProblem(null)
    try {
      const result = await action(input)
      if (!result.ok) {
        setProblem(result.error)
        return null
      }
      rememberWrites(result.writes)
      return { value: result.value }
    } catch {
      setProblem({ code: 'UNAVAILABLE', message: t('lost'), requestId: '' })
      return null
    } finally {
      isRunning.current = false
      setIsBusy(false)
    }
  }
  return { isBusy, problem, run }
}
