export interface ToastOptions {
  title: string
  description?: string
  /** `danger` stays until it is closed. */
  tone?: 'good' | 'neutral' | 'danger'
  /** Takes back what was just done; a button, for as long as the toast is there. */
  onUndo?: () => void
  action?: { label: string; onPress: () => void }
}

interface QueuedToast extends ToastOptions {
  id: number
}

let queue: QueuedToast[] = []
let count = 0
const listeners = new Set<() => void>()

function change(next: QueuedToast[]) {
  queue = next
  for (const listener of listeners) listener()
}

/** Says what happened, for a few seconds, from anywhere in the browser. */
export function showToast(options: ToastOptions) {
  count += 1
  change([...queue, { ...options, id: count }])
}

export function subscribeToToasts(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** What waits to be shown; the same array until it changes. */
export function listQueuedToasts(): readonly QueuedToast[] {
  return queue
}

/** Hands over what waits, once. */
export function takeQueuedToasts(): readonly QueuedToast[] {
  const taken = queue
  if (taken.length > 0) change([])
  return taken
}
