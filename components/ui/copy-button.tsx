'use client'

import { Check, Copy } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect, useState } from 'react'
import { IconButton } from './icon-button.tsx'

const SHOWN_MS = 2000

/** Copies a text and says that it did. `label` says what is copied: "Copy the address". */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations('ui.copy')
  const [outcome, setOutcome] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (outcome === null) return
    const timer = setTimeout(() => setOutcome(null), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [outcome])

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text)
      setOutcome('copied')
    } catch {
      // Without https or the reader's leave there is no clipboard.
      setOutcome('failed')
    }
  }
  return (
    <>
      <IconButton
        size="small"
        label={label ?? t('copy')}
        icon={outcome === 'copied' ? <Check className="text-good" /> : <Copy />}
        onClick={() => void copy()}
      />
      <output aria-live="polite" className={outcome === 'failed' ? 'text-table text-danger' : 'sr-only'}>
        {outcome && t(outcome)}
      </output>
    </>
  )
}
