/** Something from the person's machine: a file, or a folder when `file` is null. */
export interface PickedItem {
  /** From the place it is put into downwards, as the person's system spells them. */
  names: string[]
  file: File | null
  /** The browser listed it and would not open it: it is gone, or not theirs to read. */
  isUnreadable?: boolean
}

export interface Picked {
  items: PickedItem[]
  /** What was dropped itself, where the browser lets a page open it again after a reload. */
  handles: FileSystemHandle[]
}

interface HandleSource {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>
}

/**
 * What was dropped, pasted or chosen. The data of a drop is gone after its event, so this is called within it, and reads
 * on from what it took hold of.
 */
export function readPicked(source: DataTransfer | Iterable<File>): Promise<Picked> {
  if (!isTransfer(source)) return Promise.resolve({ items: [...source].map(toChosenItem), handles: [] })
  const held = [...source.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({
      entry: item.webkitGetAsEntry(),
      file: item.getAsFile(),
      // A promise that must be asked for now, too. Firefox and Safari have none.
      handle: (item as HandleSource).getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null),
    }))
  return readHeld(held)
}

interface Held {
  entry: FileSystemEntry | null
  file: File | null
  handle: Promise<FileSystemHandle | null>
}

async function readHeld(held: Held[]): Promise<Picked> {
  const items: PickedItem[] = []
  for (const { entry, file } of held) {
    if (entry) await readEntry(entry, [], items)
    else if (file) items.push(toChosenItem(file))
  }
  const handles = await Promise.all(held.map(({ handle }) => handle))
  return { items, handles: handles.filter((handle) => handle !== null) }
}

/** A folder that was chosen by an input names the way to each file; empty folders are not told there. */
function toChosenItem(file: File): PickedItem {
  const names = file.webkitRelativePath.split('/').filter(Boolean)
  return { names: names.length > 0 ? names : [file.name], file }
}

async function readEntry(entry: FileSystemEntry, above: string[], items: PickedItem[]): Promise<void> {
  const names = [...above, entry.name]
  if (isFile(entry)) {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject)).catch(() => null)
    items.push(file ? { names, file } : { names, file: null, isUnreadable: true })
    return
  }
  if (!isFolder(entry)) return
  items.push({ names, file: null })
  const reader = entry.createReader()
  for (;;) {
    // At most a hundred at a time, until none is left: https://wicg.github.io/entries-api/#dom-filesystemdirectoryreader-readentries
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => {
      reader.readEntries(resolve, reject)
    }).catch(() => null)
    if (entries === null) items.push({ names, file: null, isUnreadable: true })
    if (entries === null || entries.length === 0) return
    for (const child of entries) await readEntry(child, names, items)
  }
}

function isTransfer(source: DataTransfer | Iterable<File>): source is DataTransfer {
  return 'items' in source
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory
}
