'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import { getParentPath } from '#lib/files/protocol/wire-path.ts'
import { SCROLL_BOX } from '../upload/use-scroll-sight.ts'
import { decodeText } from './decode-text.ts'
import { MarkdownText } from './markdown-text.tsx'
import { estimateHeightPx, type Notebook, type NotebookCell, type NotebookOutput, parseNotebook } from './notebook.ts'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import TextView from './text-view.tsx'
import { useContent } from './use-content.ts'

/** The frame has no style of the page; a style attribute is all that the policy lets it have. */
const FRAME_LOOK = '<body style="margin:8px;font:13px system-ui,sans-serif">'
const LIMIT_BYTES = 50 * 1024 ** 2

export default function NotebookView(props: PreviewViewProps) {
  const { path, entry } = props
  const { data, error, isPending, refetch } = useContent({ path, entry, limitBytes: LIMIT_BYTES })
  const notebook = useMemo(() => data && parseNotebook(decodeText(data.bytes, { isPart: false }).text), [data])
  if (isPending) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  return notebook ? <Cells notebook={notebook} folder={getParentPath(path)} /> : <TextView {...props} />
}

function Cells({ notebook, folder }: { notebook: Notebook; folder: string }) {
  return (
    <ol className="mx-auto grid max-w-[60rem] gap-4 px-4 py-6">
      {notebook.cells.map((cell, index) => (
        // A notebook is read as it is: its cells do not move.
        <li key={index} className="min-w-0">
          <Cell cell={cell} folder={folder} />
        </li>
      ))}
    </ol>
  )
}

function Cell({ cell, folder }: { cell: NotebookCell; folder: string }) {
  const t = useTranslations('files.preview')
  if (cell.kind === 'markdown') return <MarkdownText text={cell.source} folder={folder} />
  return (
    <div className="grid min-w-0 gap-2">
      <div className="overflow-hidden rounded-box border border-line bg-sunken">
        {cell.kind === 'code' && (
          <p className="border-b border-line px-3 py-1 text-table text-quiet">
            {cell.count === null ? t('cellNotRun') : t('cell', { count: cell.count })}
          </p>
        )}
        <pre {...SCROLL_BOX} className="overflow-x-auto px-3 py-2 font-mono text-table">
          <code>{cell.source}</code>
        </pre>
      </div>
      {cell.outputs.map((output, index) => (
        <Output key={index} output={output} folder={folder} />
      ))}
    </div>
  )
}

function Output({ output, folder }: { output: NotebookOutput; folder: string }) {
  const t = useTranslations('files.preview')
  switch (output.kind) {
    case 'text':
      return (
        <pre {...SCROLL_BOX} className="max-h-96 overflow-auto px-3 font-mono text-table whitespace-pre-wrap">
          {output.text}
        </pre>
      )
    case 'error':
      return (
        <pre
          {...SCROLL_BOX}
          className="max-h-96 overflow-auto rounded-box bg-danger-soft px-3 py-2 font-mono text-table whitespace-pre-wrap"
        >
          {output.text}
        </pre>
      )
    case 'markdown':
      return <MarkdownText text={output.text} folder={folder} />
    case 'image':
      return (
        <picture>
          <img src={output.url} alt={t('outputImage')} className="max-w-full rounded-item bg-surface dark:bg-ink" />
        </picture>
      )
    case 'html':
      // No allow-scripts and no allow-same-origin: what is in it runs nothing and has no origin.
      return (
        <iframe
          sandbox=""
          srcDoc={`${FRAME_LOOK}${output.html}`}
          title={t('outputHtml')}
          style={{ height: estimateHeightPx(output.html) }}
          className="w-full resize-y overflow-auto rounded-box border border-line bg-surface dark:bg-ink"
        />
      )
  }
}
