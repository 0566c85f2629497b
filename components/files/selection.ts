/**
 * What is chosen in a folder, by name, because places change while others write. Everything in a folder of 100 000 is
 * `isAll` with what was taken out again, so that no name has to be known for it.
 */
export interface Selection {
  isAll: boolean
  /** The chosen names; with `isAll` those that are not. */
  names: ReadonlySet<string>
  /** From where Shift reaches; a place in the list. */
  anchor: number | null
  /** Where the keyboard is; a place in the list. */
  active: number
}

export const EMPTY_SELECTION: Selection = { isAll: false, names: new Set(), anchor: null, active: 0 }

export function isChosen({ isAll, names }: Selection, name: string): boolean {
  return names.has(name) !== isAll
}

export function countChosen({ isAll, names }: Selection, total: number): number {
  return isAll ? Math.max(0, total - names.size) : names.size
}

/** Only this one. */
export function chooseOne(name: string, place: number): Selection {
  return { isAll: false, names: new Set([name]), anchor: place, active: place }
}

/** One more, or one less: Ctrl and a click, or Ctrl and Space. */
export function toggleOne(selection: Selection, name: string, place: number): Selection {
  const names = new Set(selection.names)
  if (!names.delete(name)) names.add(name)
  return { ...selection, names, anchor: place, active: place }
}

/** From the anchor to here and nothing else; `names` are those of the range. The anchor stays. */
export function chooseRange(selection: Selection, names: Iterable<string>, place: number): Selection {
  return { isAll: false, names: new Set(names), anchor: selection.anchor ?? selection.active, active: place }
}

export function chooseAll(selection: Selection): Selection {
  return { ...selection, isAll: true, names: new Set() }
}

export function chooseNone(selection: Selection): Selection {
  return { ...selection, isAll: false, names: new Set(), anchor: null }
}

/** First and last place of the range that Shift makes. */
export function getRange({ anchor, active }: Selection, place: number): { from: number; to: number } {
  const start = anchor ?? active
  return { from: Math.min(start, place), to: Math.max(start, place) }
}

export type ListKey = 'ArrowDown' | 'ArrowUp' | 'ArrowLeft' | 'ArrowRight' | 'Home' | 'End' | 'PageUp' | 'PageDown'

interface MoveInput {
  key: ListKey
  active: number
  total: number
  /** 1 in the list; how many stand beside each other in the grid. */
  columns: number
  /** How many rows are in view. */
  pageRows: number
}

/** Where a key leads; null when it means nothing here. */
export function moveActive({ key, active, total, columns, pageRows }: MoveInput): number | null {
  if (total === 0) return null
  const step = getStep(key, { columns, pageRows, total })
  if (step === null) return null
  return Math.max(0, Math.min(total - 1, active + step))
}

function getStep(key: ListKey, { columns, pageRows, total }: { columns: number; pageRows: number; total: number }) {
  switch (key) {
    case 'ArrowDown':
      return columns
    case 'ArrowUp':
      return -columns
    case 'ArrowLeft':
      return columns > 1 ? -1 : null
    case 'ArrowRight':
      return columns > 1 ? 1 : null
    case 'Home':
      return -total
    case 'End':
      return total
    case 'PageUp':
      return -pageRows * columns
    case 'PageDown':
      return pageRows * columns
  }
}
