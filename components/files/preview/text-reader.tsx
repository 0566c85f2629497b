'use client'

import { Pencil } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { CodeEditor } from './code-editor.tsx'
import { type DecodedText, findLineEnd } from './decode-text.ts'

interface TextReaderProps {
  name: string
  text: string
  shown: { isPart: boolean; encoding: DecodedText['encoding'] }
  /** Null where it cannot be written to. */
  onEdit: (() => void) | null
}

export function TextReader({ name, text, shown, onEdit }: TextReaderProps) {
  const t = useTranslations('files.preview')
  const note = shown.isPart
    ? t('partOfText')
    : shown.encoding === 'utf-8'
      ? null
      : t('otherEncoding', { encoding: shown.encoding })
  return (
    <div className="flex h-full flex-col">
      {(note ?? onEdit) && (
        <div className="flex shrink-0 flex-wrap items-center justify-between gap-2 border-b border-line px-4 py-2">
          <p className="min-w-0 text-table text-quiet">{note ?? (text === '' ? t('emptyText') : '')}</p>
          {onEdit && (
            <Button size="small" icon={<Pencil />} onClick={onEdit}>
              {t('edit')}
            </Button>
          )}
        </div>
      )}
      <div className="min-h-0 grow">
        <CodeEditor name={name} text={text} lineEnd={findLineEnd(text)} />
      </div>
    </div>
  )
}
