'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import FactsView from './facts-view.tsx'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { usePreviewLink } from './use-preview-link.ts'

export default function ImageView(props: PreviewViewProps) {
  const { data, error, isPending, refetch } = usePreviewLink(props.path, props.entry.etag)
  const [isBroken, setIsBroken] = useState(false)
  // The name says picture, the content does not.
  if (isBroken) return <FactsView {...props} />
  if (isPending) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  return <Picture url={data} name={props.name} onBroken={() => setIsBroken(true)} />
}

interface PictureProps {
  url: string
  name: string
  onBroken: () => void
}

/** Fits the window, or is as large as it is, on a press. */
export function Picture({ url, name, onBroken }: PictureProps) {
  const t = useTranslations('files.preview')
  const [isWhole, setIsWhole] = useState(true)
  return (
    <button
      type="button"
      aria-label={t(isWhole ? 'enlarge' : 'fit', { name })}
      aria-pressed={!isWhole}
      onClick={() => setIsWhole(!isWhole)}
      className={classNames(
        'grid min-h-full min-w-full place-items-center bg-sunken p-2',
        isWhole ? 'absolute inset-0 cursor-zoom-in' : 'w-max cursor-zoom-out',
      )}
    >
      <picture className="contents">
        <img
          src={url}
          alt={name}
          onError={onBroken}
          // Drawings are often black on nothing.
          className={classNames(
            'dark:bg-ink dark:bg-clip-content',
            isWhole ? 'absolute inset-0 m-auto max-h-full max-w-full object-contain p-2' : 'max-w-none',
          )}
        />
      </picture>
    </button>
  )
}
