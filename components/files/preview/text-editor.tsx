'use client'

import { useTranslations } from 'next-intl'
import { useEffect, useRef, useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { Button } from '#components/ui/button.tsx'
import { Part } from '#components/ui/part.tsx'
import { useFilePlace } from '../file-place.tsx'
import { FileProblemError } from '../file-problem.ts'
import { CodeEditor } from './code-editor.tsx'
import { findLineEnd } from './decode-text.ts'
import type { PreviewViewProps } from './preview-view.ts'
import { saveText } from './save-text.ts'
import { writeDraft } from './text-draft.ts'
import { useProblemText } from './use-problem-text.ts'

const loadConflict = () => import('./conflict-view.tsx')
const DRAFT_MS = 400

export interface TextVersion {
  text: string
  etag: string
}

interface TextEditorProps extends PreviewViewProps {
  begin: TextVersion
  /** It was written before a reload. */
  isDraft: boolean
  onEnd: () => void
}

/** Writes a text, and saves it only over the version that it began with. */
export function TextEditor({ path, name, begin, isDraft, onDirty, onEnd }: TextEditorProps) {
  const t = useTranslations('files.preview')
  const { client, userUid, volumeUid } = useFilePlace()
  const toProblem = useProblemText()
  const [version, setVersion] = useState(begin)
  const [conflict, setConflict] = useState<{ text: string; atMs: number } | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const [isSaving, setIsSaving] = useState(false)
  const [isChanged, setIsChanged] = useState(isDraft)
  const getText = useRef(() => begin.text)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const place = { userUid, volumeUid, path }

  useEffect(() => {
    onDirty(isChanged)
    // Whoever leaves has been asked, or has saved.
    return () => onDirty(false)
  }, [isChanged, onDirty])
  useEffect(() => () => clearTimeout(timer.current), [])

  const keepDraft = (text: string, etag: string) => {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => writeDraft(place, { text, etag }), DRAFT_MS)
  }
  const dropDraft = () => {
    clearTimeout(timer.current)
    writeDraft(place, null)
  }
  const save = async (text: string, etag: string) => {
    if (isSaving) return
    setIsSaving(true)
    setProblem(null)
    try {
      await saveText(client, { path, text, etag })
      dropDraft()
      setIsChanged(false)
      setConflict(null)
      showToast({ title: t('saved', { name }), tone: 'good' })
      onEnd()
    } catch (error) {
      writeDraft(place, { text, etag })
      if (error instanceof FileProblemError && error.code === 'CHANGED_MEANWHILE') {
        setConflict({ text, atMs: Date.now() })
      } else setProblem(toProblem(error).message)
    } finally {
      setIsSaving(false)
    }
  }
  const saveNow = () => void save(getText.current(), version.etag)

  if (conflict !== null) {
    return (
      <Part
        // Each refusal is about another version of theirs.
        key={conflict.atMs}
        load={loadConflict}
        path={path}
        name={name}
        mine={conflict.text}
        isSaving={isSaving}
        problem={problem}
        onSave={(text, etag) => void save(text, etag)}
        onTakeTheirs={() => {
          dropDraft()
          setIsChanged(false)
          onEnd()
        }}
        onBack={(text) => {
          setVersion({ text, etag: version.etag })
          setConflict(null)
        }}
      />
    )
  }
  return (
    <div className="flex h-full flex-col">
      <div className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-b border-line px-4 py-2">
        <p className="min-w-0 grow text-table text-quiet">{isDraft && isChanged ? t('draft') : ''}</p>
        <Button
          size="small"
          onClick={() => {
            dropDraft()
            setIsChanged(false)
            onEnd()
          }}
        >
          {t(isChanged ? 'discard' : 'endEditing')}
        </Button>
        <Button size="small" variant="primary" isBusy={isSaving} onClick={saveNow}>
          {t('save')}
        </Button>
      </div>
      {problem && (
        <div className="shrink-0 p-3">
          <Banner tone="danger" role="alert">
            {problem}
          </Banner>
        </div>
      )}
      <div className="min-h-0 grow">
        <CodeEditor
          name={name}
          text={version.text}
          lineEnd={findLineEnd(version.text)}
          isEditable
          onReady={(read) => {
            getText.current = read
          }}
          onChange={() => {
            setIsChanged(true)
            keepDraft(getText.current(), version.etag)
          }}
          onSave={saveNow}
        />
      </div>
    </div>
  )
}
