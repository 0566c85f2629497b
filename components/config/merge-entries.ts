import type { EntryFields } from '#lib/config/schema-input.ts'
import type { ConfigEntry } from '#lib/config/schema.ts'
import { toEntryFields } from './entry-values.ts'

/** One entry that two people have: null where one of them has none. */
export interface MergedEntry {
  name: string
  mine: EntryFields | null
  theirs: EntryFields | null
  /** Whose is taken when nobody says otherwise. */
  pick: 'mine' | 'theirs'
  /** Both changed it, each in another way. */
  isClash: boolean
}

interface Versions {
  /** What both began with. */
  base: readonly ConfigEntry[]
  theirs: readonly ConfigEntry[]
  mine: readonly EntryFields[]
}

/** Puts together what two people made of the same ConfigMap, entry by entry; mine come in their order, then theirs. */
export function mergeEntries({ base, theirs, mine }: Versions): MergedEntry[] {
  const bases = toMap(toEntryFields(base))
  const others = toMap(toEntryFields(theirs))
  const own = toMap(mine)
  const names = new Set([...own.keys(), ...others.keys(), ...bases.keys()])
  return [...names].flatMap((name) => {
    const [before, their, my] = [bases.get(name), others.get(name), own.get(name)]
    if (!their && !my) return []
    const isMineChanged = my?.source !== 'kept' && !isSame(my, before)
    const isTheirsChanged = !isSame(their, before)
    const isClash = isMineChanged && isTheirsChanged && !isSame(my, their)
    return [{ name, mine: my ?? null, theirs: their ?? null, pick: isMineChanged ? 'mine' : 'theirs', isClash }]
  })
}

/** The entries to go on with; `picks` says whose, by name, where that differs. */
export function takeEntries(
  merged: readonly MergedEntry[],
  picks: ReadonlyMap<string, MergedEntry['pick']>,
): EntryFields[] {
  return merged.flatMap((entry) => entry[picks.get(entry.name) ?? entry.pick] ?? [])
}

function toMap(entries: readonly EntryFields[]): Map<string, EntryFields> {
  return new Map(entries.map((entry) => [entry.name, entry]))
}

function isSame(a: EntryFields | undefined, b: EntryFields | undefined): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
