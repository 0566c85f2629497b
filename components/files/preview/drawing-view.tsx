'use client'

import { useState } from 'react'
import { decodeText } from './decode-text.ts'
import FactsView from './facts-view.tsx'
import { Picture } from './image-view.tsx'
import { toDrawingUrl } from './notebook.ts'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { useContent } from './use-content.ts'

const LIMIT_BYTES = 2 * 1024 ** 2

/**
 * SVG, as a picture at a data address: there it runs no script and loads nothing, and somebody who opens the address
 * alone gets a page without any origin. https://www.w3.org/TR/SVG2/conform.html#secure-static-mode
 */
export default function DrawingView(props: PreviewViewProps) {
  const { path, entry, name } = props
  const { data, error, isPending, refetch } = useContent({ path, entry, limitBytes: LIMIT_BYTES })
  const [isBroken, setIsBroken] = useState(false)
  if (isBroken) return <FactsView {...props} />
  if (isPending) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  const { text } = decodeText(data.bytes, { isPart: false })
  return <Picture url={toDrawingUrl(text)} name={name} onBroken={() => setIsBroken(true)} />
}
