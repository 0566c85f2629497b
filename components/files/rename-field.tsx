'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useId, useRef, useState } from 'react'
import { TextInput } from '#components/ui/text-input.tsx'
import type { Entry } from '#lib/files/protocol/entries.ts'
import { toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { checkName, getStemLength } from './name-check.ts'

interface RenameFieldProps {
  entry: Entry
  isAtRoot: boolean
  /** Null: it keeps its name. */
  onDone: (name: string | null) => void
}

/** A name that is being changed, in its place. */
export function RenameField({ entry, isAtRoot, onDone }: RenameFieldProps) {
  const t = useTranslations('files.names')
  const before = toDisplayName(entry.name)
  const [name, setName] = useState(before)
  const ref = useRef<HTMLInputElement>(null)
  const isDone = useRef(false)
  const problemId = useId()
  const problem = checkName(name, { isAtRoot })
  useEffect(() => {
    ref.current?.focus()
    ref.current?.setSelectionRange(0, getStemLength(before, entry.kind === 'folder'))
  }, [before, entry.kind])
  const finish = (next: string | null) => {
    if (isDone.current) return
    isDone.current = true
    onDone(next === before ? null : next)
  }
  return (
    <span className="relative block min-w-0 grow">
      <TextInput
        ref={ref}
        isMono={false}
        spellCheck={false}
        autoComplete="off"
        aria-label={t('renameOf', { name: before })}
        aria-invalid={problem !== null || undefined}
        aria-describedby={problem ? problemId : undefined}
        value={name}
        onChange={(event) => setName(event.target.value)}
        onKeyDown={(event) => {
          event.stopPropagation()
          // While a name is put together from keys, Enter belongs to the input method.
          if (event.nativeEvent.isComposing) return
          if (event.key === 'Escape') finish(null)
          if (event.key === 'Enter' && !problem) finish(name)
        }}
        onBlur={() => finish(problem ? null : name)}
        className="!h-7 !px-1.5"
      />
      {problem && (
        <span
          id={problemId}
          role="alert"
          className="absolute start-0 top-full z-20 mt-1 rounded-item bg-ink px-2 py-1 text-table text-ground"
        >
          {t(problem)}
        </span>
      )}
    </span>
  )
}
