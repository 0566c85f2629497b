/** How something that was done is taken back. */
export interface Undo {
  /** What it would take back, for the tooltip: "Move 3 items". */
  label: string
  run: () => Promise<void>
}

const DEPTH = 50

/** The last things that were done, newest last. What is taken back once is gone from it, whether that worked or not. */
export class UndoStack {
  private entries: readonly Undo[] = []
  private readonly listeners = new Set<() => void>()

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  readonly getLast = (): Undo | null => this.entries.at(-1) ?? null

  push(undo: Undo): void {
    this.set([...this.entries, undo].slice(-DEPTH))
  }

  /** The newest, or a certain one, which a toast offers; false when it was taken back already. */
  async undo(which = this.getLast()): Promise<boolean> {
    if (!which || !this.entries.includes(which)) return false
    this.set(this.entries.filter((entry) => entry !== which))
    await which.run()
    return true
  }

  private set(entries: readonly Undo[]): void {
    this.entries = entries
    for (const listener of this.listeners) listener()
  }
}
