import type { PickedItem } from './picked-items.ts'
import type { UploadItem } from './upload-item.ts'

/** A file is known again by its names, its size and when it changed; what is inside is compared when it is there. */
function toKey(parts: { names: readonly string[]; sizeBytes: number; changedAtMs: number | null }): string {
  return JSON.stringify([parts.names, parts.sizeBytes, parts.changedAtMs])
}

/**
 * Finds the files that uploads of an earlier visit wait for among those that were chosen now: by the whole way from the
 * dropped folder, or, where somebody went into the folder and chose single files, by the last name.
 */
export function matchFiles(wanted: readonly UploadItem[], picked: readonly PickedItem[]): Map<string, File> {
  const whole = new Map<string, File>()
  const last = new Map<string, File>()
  for (const { names, file } of picked) {
    if (!file) continue
    const facts = { sizeBytes: file.size, changedAtMs: file.lastModified }
    whole.set(toKey({ names, ...facts }), file)
    last.set(toKey({ names: names.slice(-1), ...facts }), file)
  }
  const found = new Map<string, File>()
  for (const item of wanted) {
    const file = whole.get(toKey(item)) ?? last.get(toKey({ ...item, names: item.names.slice(-1) }))
    if (file) found.set(item.id, file)
  }
  return found
}
