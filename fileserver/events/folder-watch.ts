import { readVersion } from '../list/snapshot.ts'
import { FileError } from '../file-error.ts'
import { openFolderAt } from '../tree/locate.ts'
import type { Root } from '../tree/root.ts'
import { encodeName } from '#lib/files/protocol/wire-path.ts'
import { isHiddenName } from '../tree/hidden.ts'
import { watchNames } from '../tree/watch.ts'

const FOLDERS_MAX = 256
const NAMES_MAX = 100
const COLLECT_MS = 200
/** Changes by other machines on a shared volume reach no watcher, and the kernel may have none left to give. */
const LOOK_MS = 5000

type Listener = (names: string[]) => void

interface Watched {
  listeners: Set<Listener>
  end: Promise<() => Promise<void>>
}

/** One watcher for each folder that somebody has open, however many they are. */
export class FolderWatches {
  readonly #watched = new Map<string, Watched>()

  /** Names are collected for a moment; an empty list means that the folder has to be read again. */
  async listen(root: Root, path: string, listener: Listener): Promise<() => Promise<void>> {
    const watched = this.#watched.get(path) ?? this.#start(root, path)
    watched.listeners.add(listener)
    const stop = async () => {
      watched.listeners.delete(listener)
      if (watched.listeners.size > 0 || this.#watched.get(path) !== watched) return
      this.#watched.delete(path)
      await (
        await watched.end
      )()
    }
    await watched.end.catch(async (error: unknown) => {
      this.#watched.delete(path)
      throw error
    })
    return stop
  }

  #start(root: Root, path: string): Watched {
    if (this.#watched.size >= FOLDERS_MAX) throw new FileError('TOO_MANY', { path })
    const listeners = new Set<Listener>()
    const watched = { listeners, end: startWatch(root, path, (names) => listeners.forEach((tell) => tell(names))) }
    this.#watched.set(path, watched)
    return watched
  }
}

async function startWatch(root: Root, path: string, tell: Listener): Promise<() => Promise<void>> {
  const folder = await openFolderAt(root, path)
  const names = new Set<string>()
  let isAll = false
  let timer: NodeJS.Timeout | null = null
  let { version } = await readVersion(folder)

  const flush = () => {
    timer = null
    const some = isAll || names.size > NAMES_MAX ? [] : [...names]
    names.clear()
    isAll = false
    tell(some)
  }
  const add = (name: Buffer | null) => {
    if (name && path === '' && isHiddenName(name)) return
    if (name && name.length > 0) names.add(encodeName(name))
    else isAll = true
    timer ??= setTimeout(flush, COLLECT_MS)
  }
  const look = setInterval(() => {
    void readVersion(folder)
      .then((now) => {
        // What the watcher has told meanwhile is told once more; that happens only now and then.
        if (now.version !== version && timer === null) add(null)
        version = now.version
      })
      .catch(() => add(null))
  }, LOOK_MS)
  look.unref()
  const end = watchOrNothing()
  return async () => {
    end()
    clearInterval(look)
    if (timer !== null) clearTimeout(timer)
    await folder.close()
  }

  function watchOrNothing(): () => void {
    try {
      return watchNames(folder, add)
    } catch {
      return () => {}
    }
  }
}
