'use client'

import { EditorState } from '@codemirror/state'
import { EditorView } from '@codemirror/view'
import { useEffect, useEffectEvent, useRef } from 'react'
import { buildExtensions, LanguageSlot } from './editor-extensions.ts'
import { useEditorPhrases } from './use-editor-phrases.ts'

interface CodeEditorProps {
  /** A file's name, by which the language is known. */
  name: string
  /** What it begins with; later changes belong to whoever writes. */
  text: string
  lineEnd: '\n' | '\r\n'
  isEditable?: boolean
  /** Gives the way to what stands there now. */
  onReady?: (getText: () => string) => void
  onChange?: () => void
  onSave?: () => void
}

/** Text with line numbers, colours, folding and search; to read or to write. */
export function CodeEditor({ name, text, lineEnd, isEditable = false, onReady, onChange, onSave }: CodeEditorProps) {
  const box = useRef<HTMLDivElement>(null)
  const phrases = useEditorPhrases()
  const ready = useEffectEvent((getText: () => string) => onReady?.(getText))
  const change = useEffectEvent(() => onChange?.())
  const save = useEffectEvent(() => onSave?.())
  useEffect(() => {
    if (!box.current) return
    const language = new LanguageSlot()
    const options = {
      label: name,
      isEditable,
      lineEnd,
      phrases,
      onChange: change,
      onSave: isEditable ? save : undefined,
    }
    const state = EditorState.create({ doc: text, extensions: [language.extension, ...buildExtensions(options)] })
    const view = new EditorView({ state, parent: box.current })
    void language.load(view, name).catch(() => {})
    ready(() => view.state.sliceDoc())
    if (isEditable) view.focus()
    return () => view.destroy()
  }, [name, text, lineEnd, isEditable, phrases])
  return <div ref={box} className="h-full min-h-0 overflow-hidden" />
}
