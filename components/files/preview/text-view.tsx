'use client'

import { useState } from 'react'
import { useFilePlace } from '../file-place.tsx'
import { decodeText } from './decode-text.ts'
import FactsView from './facts-view.tsx'
import { PreviewLoading, PreviewProblem } from './preview-state.tsx'
import type { PreviewViewProps } from './preview-view.ts'
import { EDIT_BYTES_MAX } from './save-text.ts'
import { TextEditor } from './text-editor.tsx'
import { TextReader } from './text-reader.tsx'
import { readDraft } from './text-draft.ts'
import { useContent } from './use-content.ts'

const PART_BYTES = 2 * 1024 ** 2

/** Text to read, and to write where that is allowed and all of it is here. */
export default function TextView(props: PreviewViewProps) {
  const { path, entry, name } = props
  const { mode, userUid, volumeUid } = useFilePlace()
  const limitBytes = (entry.sizeBytes ?? 0) > EDIT_BYTES_MAX ? PART_BYTES : EDIT_BYTES_MAX
  const { data, error, isPending, isFetching, refetch } = useContent({ path, entry, limitBytes })
  const [editing, setEditing] = useState(() => {
    const draft = mode === 'rw' ? readDraft({ userUid, volumeUid, path }) : null
    return draft && { begin: draft, isDraft: true }
  })
  // Whatever happens to the file meanwhile: what is being written stays on the screen.
  if (editing) {
    const onEnd = () => {
      setEditing(null)
      void refetch()
    }
    return <TextEditor {...props} {...editing} onEnd={onEnd} />
  }
  if (isPending) return <PreviewLoading />
  if (error) return <PreviewProblem error={error} onRetry={() => void refetch()} />
  const { text, encoding } = decodeText(data.bytes, { isPart: data.isPart })
  if (encoding === 'binary') return <FactsView {...props} />
  const etag = data.etag ?? entry.etag
  // What was just saved is read again before anybody writes on.
  const isEditable = !isFetching && mode === 'rw' && !data.isPart && encoding === 'utf-8' && etag !== null
  const shown = { isPart: data.isPart, encoding }
  return (
    <TextReader
      name={name}
      text={text}
      shown={shown}
      onEdit={isEditable ? () => setEditing({ begin: { text, etag }, isDraft: false }) : null}
    />
  )
}
