'use client'

import { useMemo } from 'react'
import { CodeEditor } from './code-editor.tsx'
import { decodeText } from './decode-text.ts'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import TextView from './text-view.tsx'
import { useContent } from './use-content.ts'

const LIMIT_BYTES = 10 * 1024 ** 2

/** JSON line by line with what can be folded, however it is written in the file. */
export default function JsonView(props: PreviewViewProps) {
  const { path, entry } = props
  const { data, error, isPending, refetch } = useContent({ path, entry, limitBytes: LIMIT_BYTES })
  const tidy = useMemo(() => data && tidyJson(decodeText(data.bytes, { isPart: false }).text), [data])
  if (isPending) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  // Not what its name says: shown as the text that it is.
  return tidy ? <CodeEditor name="tidy.json" text={tidy} lineEnd={'\n'} /> : <TextView {...props} />
}

function tidyJson(text: string): string | null {
  try {
    return JSON.stringify(JSON.parse(text.replace(/^\uFEFF/, '')), null, 2)
  } catch {
    return null
  }
}
