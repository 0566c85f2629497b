'use client'

import { MergeView } from '@codemirror/merge'
import { useTranslations } from 'next-intl'
import { useEffect, useEffectEvent, useRef } from 'react'
import { findLineEnd } from './decode-text.ts'
import { buildExtensions, LanguageSlot } from './editor-extensions.ts'
import { useEditorPhrases } from './use-editor-phrases.ts'

interface MergeEditorProps {
  name: string
  theirs: string
  mine: string
  /** Gives the way to the text at the right, as it is then. */
  onReady: (getText: () => string) => void
}

/** Theirs at the left, to read; mine at the right, to write. Arrows between them bring a change over. */
export function MergeEditor({ name, theirs, mine, onReady }: MergeEditorProps) {
  const t = useTranslations('files.preview.conflict')
  const box = useRef<HTMLDivElement>(null)
  const phrases = useEditorPhrases()
  const ready = useEffectEvent(onReady)
  useEffect(() => {
    if (!box.current) return
    const [left, right] = [new LanguageSlot(), new LanguageSlot()]
    const common = { lineEnd: findLineEnd(mine), phrases }
    const view = new MergeView({
      parent: box.current,
      a: {
        doc: theirs,
        extensions: [left.extension, buildExtensions({ ...common, label: t('theirs'), isEditable: false })],
      },
      b: {
        doc: mine,
        extensions: [right.extension, buildExtensions({ ...common, label: t('mine'), isEditable: true })],
      },
      revertControls: 'a-to-b',
      renderRevertControl: () => buildTakeButton(t('takeChange')),
      collapseUnchanged: { margin: 3, minSize: 8 },
    })
    ready(() => view.b.state.sliceDoc())
    void left.load(view.a, name).catch(() => {})
    void right.load(view.b, name).catch(() => {})
    return () => view.destroy()
  }, [name, theirs, mine, phrases, t])
  return <div ref={box} />
}

function buildTakeButton(label: string): HTMLElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = '→'
  button.ariaLabel = label
  button.title = label
  return button
}
