import { isOnWayToSignIn } from '#components/session/session-end.ts'
import { changeUploadPresence, getUploadPresence } from './upload-presence.ts'
import { UploadQueue } from './upload-queue.ts'
import { toOwner, type UploadSource } from './upload-source.ts'

const queues = new Map<string, UploadQueue>()
/** How many pages of this tab hold a volume open. */
const pages = new Map<string, number>()

/** The queue of a volume. It is there for as long as the tab, and takes the way that the newest page has. */
export function openQueue(source: UploadSource): UploadQueue {
  if (queues.size === 0) watchWindow()
  const owner = toOwner(source)
  const known = queues.get(owner)
  if (known) {
    known.setSource(source)
    return known
  }
  const queue = new UploadQueue(source)
  queues.set(owner, queue)
  changeUploadPresence(() => ({ queues: [...queues.values()] }))
  void queue.restore()
  return queue
}

/** For a page that shows the volume; returns how to leave it. */
export function enterPage(source: UploadSource): () => void {
  const queue = openQueue(source)
  const owner = toOwner(source)
  pages.set(owner, (pages.get(owner) ?? 0) + 1)
  return () => {
    pages.set(owner, (pages.get(owner) ?? 1) - 1)
    // The page closes its own way to the file server at this moment, or another one opens the next.
    setTimeout(() => pages.get(owner) === 0 && keepOpen(queue))
  }
}

/** As long as something is to be sent, the way to the file server is held open without a page. */
function keepOpen(queue: UploadQueue): void {
  if (!queue.hasWork()) return
  const { source } = queue
  const close = source.keeper.open()
  const unsubscribe = queue.subscribe(() => {
    if (queue.hasWork() && queue.source === source) return
    unsubscribe()
    close()
  })
}

function watchWindow(): void {
  window.addEventListener('beforeunload', (event) => {
    if (isOnWayToSignIn()) return
    if (getUploadPresence().queues.some((queue) => queue.hasWork())) event.preventDefault()
  })
  window.addEventListener('online', () => {
    for (const queue of queues.values()) queue.tryNow()
  })
}
