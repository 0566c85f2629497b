import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { useErrorSentences } from '#components/form/use-error-sentences.ts'
import { AppError } from '#lib/errors.ts'
import { CallError } from '#lib/http/call.ts'
import { parseInput, toErrorView, type Translate } from '#lib/http/error-view.ts'
import { toFollowerKey } from '#lib/http/live/query-key.ts'
import { previewLaunch } from '#lib/workloads/queries.ts'
import type { FieldProblem, LaunchCheck, LaunchPlace } from './launch-context.tsx'
import { type LaunchValues, toLaunchFields } from './launch-values.ts'
import { listMissing } from './list-missing.ts'
import { type LaunchFormSchema, loadLaunchSchema } from './load-launch-schema.ts'

/** Long enough for the next key to come first. */
const PAUSE_MS = 300
/** One answer for each state of the form; they are of no use once the form has moved on. */
const KEPT_MS = 30_000

/** Asks what the form as it stands would do, when the person pauses; whoever types never waits for it. */
export function useLaunchPreview({ space, launchId, editUid }: LaunchPlace): LaunchCheck {
  const translate = useErrorSentences()
  const { values, isFirst } = usePausedValues()
  const schema = useLateSchema({ space, launchId, values, isWanted: !isFirst })
  const known = schema ? listProblems(schema, values, translate) : listMissing(values, translate)
  const fields = toLaunchFields(values, { space, launchId })
  const { data, error, isFetching, refetch } = useQuery({
    // Read again as well when anything in the space has changed, for that may be what was missing.
    queryKey: [...toFollowerKey(space), 'launch-preview', JSON.stringify(fields), editUid],
    queryFn: ({ signal }) => previewLaunch(space, fields, { ...(editUid ? { editUid } : {}), signal }),
    // As it was filled in it is right, but for what nobody can know; anything else is looked at here first.
    enabled: (schema !== null || isFirst) && known.length === 0,
    placeholderData: keepPreviousData,
    gcTime: KEPT_MS,
  })
  const refused = error instanceof CallError && known.length === 0 ? error.view.fields : undefined
  const problems = refused ? Object.entries(refused).map(([path, text]) => ({ path, text })) : known
  return {
    preview: data ?? null,
    problems,
    isAsking: isFetching,
    failure: error instanceof CallError && problems.length === 0 ? error.view.message : null,
    askAgain: () => void refetch(),
  }
}

interface LateSchema extends Pick<LaunchPlace, 'space' | 'launchId'> {
  values: LaunchValues
  isWanted: boolean
}

/** Null until somebody changes something and its code is there; should it not come, the next change asks again. */
function useLateSchema({ space, launchId, values, isWanted }: LateSchema) {
  const [schema, setSchema] = useState<LaunchFormSchema | null>(null)
  const isMissing = schema === null
  useEffect(() => {
    if (isMissing && isWanted) loadLaunchSchema({ space, launchId }).then(setSchema, () => {})
  }, [isMissing, isWanted, space, launchId, values])
  return schema
}

function usePausedValues(): { values: LaunchValues; isFirst: boolean } {
  const form = useFormContext<LaunchValues>()
  const [first] = useState(() => form.getValues())
  const [values, setValues] = useState(first)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const unsubscribe = form.subscribe({
      formState: { values: true },
      callback: () => {
        clearTimeout(timer)
        timer = setTimeout(() => setValues(structuredClone(form.getValues())), PAUSE_MS)
      },
    })
    return () => {
      clearTimeout(timer)
      unsubscribe()
    }
  }, [form])
  return { values, isFirst: values === first }
}

function listProblems(schema: LaunchFormSchema, values: LaunchValues, translate: Translate): FieldProblem[] {
  try {
    parseInput(schema, values)
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { fields = {} } = toErrorView(error, { requestId: '', translate })
    return Object.entries(fields).map(([path, text]) => ({ path, text }))
  }
}
