'use client'

import { type DragEvent, useState } from 'react'
import { useFilePlace } from './file-place.tsx'
import { useFileTasks } from './file-tasks.tsx'
import { useUploads } from './upload/upload-provider.tsx'

const MARK = 'application/x-moorage-files'

/** What is being dragged in this window; browsers show a page the data of a drag only when it is dropped. */
let dragged: { volumeUid: string; getPaths: () => Promise<string[]> } | null = null

export function startDrag(event: DragEvent, volumeUid: string, getPaths: () => Promise<string[]>): void {
  dragged = { volumeUid, getPaths }
  event.dataTransfer.setData(MARK, volumeUid)
  event.dataTransfer.effectAllowed = 'copyMove'
}

export function endDrag(): void {
  dragged = null
}

/** A folder that files can be dropped on: those of the volume are moved (copied with Alt or Ctrl), others uploaded. */
export function useDropTarget(path: string | null) {
  const { volumeUid, mode } = useFilePlace()
  const tasks = useFileTasks()
  const uploads = useUploads()
  const [isOver, setIsOver] = useState(false)
  const getEffect = (event: DragEvent): 'move' | 'copy' | null => {
    if (path === null || mode === 'ro') return null
    if (event.dataTransfer.types.includes(MARK)) {
      if (dragged?.volumeUid !== volumeUid) return null
      return event.ctrlKey || event.altKey ? 'copy' : 'move'
    }
    return event.dataTransfer.types.includes('Files') ? 'copy' : null
  }
  const over = (event: DragEvent) => {
    const effect = getEffect(event)
    if (!effect) return
    event.preventDefault()
    event.stopPropagation()
    event.dataTransfer.dropEffect = effect
    setIsOver(true)
  }
  const drop = (event: DragEvent) => {
    setIsOver(false)
    const effect = getEffect(event)
    if (!effect || path === null) return
    event.preventDefault()
    event.stopPropagation()
    const source = dragged
    endDrag()
    if (event.dataTransfer.types.includes(MARK)) {
      if (source) void source.getPaths().then((paths) => tasks[effect](paths, path))
    } else {
      void uploads.addFiles(event.dataTransfer, path)
    }
  }
  return {
    isOver,
    handlers: { onDragOver: over, onDragEnter: over, onDragLeave: () => setIsOver(false), onDrop: drop },
  }
}
