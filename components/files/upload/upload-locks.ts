const PREFIX = 'moorage-upload '

/** Says to other tabs that this one is at it; the browser takes that back when the tab goes, however it goes. */
export function holdLock(batchId: string): void {
  if (!hasLocks()) return
  void navigator.locks.request(`${PREFIX}${batchId}`, { ifAvailable: true }, (lock) =>
    lock ? new Promise<never>(() => {}) : undefined,
  )
}

export async function listHeldLocks(): Promise<Set<string>> {
  const { held = [] } = hasLocks() ? await navigator.locks.query() : {}
  return new Set(held.flatMap(({ name }) => (name?.startsWith(PREFIX) ? [name.slice(PREFIX.length)] : [])))
}

/** Only under https and on this machine; without them, two tabs may both ask for the same file. */
function hasLocks(): boolean {
  return 'locks' in navigator
}
