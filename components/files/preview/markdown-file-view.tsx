'use client'

import { getParentPath } from '#lib/files/protocol/wire-path.ts'
import { decodeText } from './decode-text.ts'
import { MarkdownText } from './markdown-text.tsx'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { useContent } from './use-content.ts'

const LIMIT_BYTES = 2 * 1024 ** 2

export default function MarkdownFileView({ path, entry }: PreviewViewProps) {
  const { data, error, isPending, refetch } = useContent({ path, entry, limitBytes: LIMIT_BYTES })
  if (isPending) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  return (
    <div className="mx-auto max-w-[52rem] px-5 py-6">
      <MarkdownText text={decodeText(data.bytes, { isPart: data.isPart }).text} folder={getParentPath(path)} />
    </div>
  )
}
