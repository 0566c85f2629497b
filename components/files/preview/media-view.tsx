'use client'

import { useRef, useState } from 'react'
import FactsView from './facts-view.tsx'
import { getPreviewKind } from './preview-kind.ts'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { usePreviewLink } from './use-preview-link.ts'

/** Films and sounds, which the browser loads piece by piece. A link that ended while it played is replaced. */
export default function MediaView(props: PreviewViewProps) {
  const { data, error, isPending, refetch, dataUpdatedAt } = usePreviewLink(props.path, props.entry.etag)
  const player = useRef<HTMLVideoElement & HTMLAudioElement>(null)
  const resumeAt = useRef(0)
  const [isBroken, setIsBroken] = useState(false)
  if (isBroken) return <FactsView {...props} />
  if (isPending) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  const onError = () => {
    const played = player.current?.currentTime ?? 0
    // It has never played, so a new link would not help.
    if (played === 0 || Date.now() - dataUpdatedAt < SETTLE_MS) {
      setIsBroken(true)
      return
    }
    resumeAt.current = played
    void refetch()
  }
  const onLoadedMetadata = () => {
    if (!player.current || resumeAt.current === 0) return
    player.current.currentTime = resumeAt.current
    resumeAt.current = 0
    void player.current.play().catch(() => {})
  }
  const common = { ref: player, src: data, controls: true, preload: 'metadata', onError, onLoadedMetadata } as const
  return (
    <div className="absolute inset-0 grid place-items-center bg-sunken p-2">
      {getPreviewKind(props.entry) === 'video' ? (
        <video {...common} aria-label={props.name} playsInline className="max-h-full max-w-full">
          <track kind="captions" />
        </video>
      ) : (
        <audio {...common} aria-label={props.name} className="w-full max-w-xl">
          <track kind="captions" />
        </audio>
      )}
    </div>
  )
}

/** What breaks this soon after a new link breaks for another reason. */
const SETTLE_MS = 10_000
