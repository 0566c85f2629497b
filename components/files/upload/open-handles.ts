import type { PickedItem } from './picked-items.ts'

interface AskableHandle {
  queryPermission?: (options: { mode: 'read' }) => Promise<PermissionState>
  requestPermission?: (options: { mode: 'read' }) => Promise<PermissionState>
}

/** Opens again what was dropped before a reload, and finds the wanted files in it. What is gone is left out. */
export async function openHandles(
  handles: readonly FileSystemHandle[],
  { wanted, mayAsk }: { wanted: readonly (readonly string[])[]; mayAsk: boolean },
): Promise<PickedItem[]> {
  const allowed = new Map<string, FileSystemHandle>()
  for (const handle of handles) if (await isAllowed(handle, mayAsk)) allowed.set(handle.name, handle)
  const found: PickedItem[] = []
  for (const names of wanted) {
    const root = allowed.get(names[0] ?? '')
    const file = root && (await openBelow(root, names.slice(1)).catch(() => null))
    if (file) found.push({ names: [...names], file })
  }
  return found
}

async function isAllowed(handle: FileSystemHandle & AskableHandle, mayAsk: boolean): Promise<boolean> {
  const known = await handle.queryPermission?.({ mode: 'read' })
  if (known === 'granted' || !mayAsk) return known === 'granted'
  return (await handle.requestPermission?.({ mode: 'read' }).catch(() => 'denied')) === 'granted'
}

async function openBelow(root: FileSystemHandle, names: readonly string[]): Promise<File | null> {
  let handle = root
  for (const [depth, name] of names.entries()) {
    if (!isFolder(handle)) return null
    handle = depth === names.length - 1 ? await handle.getFileHandle(name) : await handle.getDirectoryHandle(name)
  }
  return isFile(handle) ? handle.getFile() : null
}

function isFolder(handle: FileSystemHandle): handle is FileSystemDirectoryHandle {
  return handle.kind === 'directory'
}

function isFile(handle: FileSystemHandle): handle is FileSystemFileHandle {
  return handle.kind === 'file'
}
