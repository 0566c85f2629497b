const PREFIX = 'moorage.draft'
const KEPT_MS = 7 * 24 * 3600 * 1000

/** Which fields of which form are kept for whom. Fields that are not named are never written: secrets stay out. */
export interface DraftPlace {
  /** The person's uid, so that nobody sees what another wrote in the same browser. */
  userId: string
  /** The form and what it is about: "create-volume u/alice". */
  formId: string
  fields: readonly string[]
  /** Parts of those fields that are never written, however deep: secret values in a table. */
  hidden?: readonly string[]
}

type Values = Record<string, unknown>
type DraftStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

function toKey({ userId, formId }: DraftPlace): string {
  return `${PREFIX} ${userId} ${formId}`
}

/** What was written before in this form; null when there is nothing, or nothing that can be used. */
export function readDraft(storage: DraftStorage, place: DraftPlace, nowMs: number): Values | null {
  const draft = parseDraft(storage.getItem(toKey(place)))
  if (!draft || nowMs - draft.savedAtMs > KEPT_MS) return null
  const kept = Object.entries(draft.values).filter(([name]) => place.fields.includes(name))
  return kept.length > 0 ? Object.fromEntries(kept) : null
}

/** Local storage, not the session's: a draft outlives the tab and signing in again. A full storage keeps nothing. */
export function writeDraft(
  storage: DraftStorage,
  place: DraftPlace,
  { values, nowMs }: { values: Values; nowMs: number },
) {
  const kept = Object.fromEntries(Object.entries(values).filter(([name]) => place.fields.includes(name)))
  const leaveOut = (name: string, value: unknown) => (place.hidden?.includes(name) ? undefined : value)
  try {
    storage.setItem(toKey(place), JSON.stringify({ savedAtMs: nowMs, values: kept }, leaveOut))
  } catch {
    // Quota reached, or storage switched off: the form works without.
  }
}

export function clearDraft(storage: DraftStorage, place: DraftPlace) {
  storage.removeItem(toKey(place))
}

/** Removes everybody's drafts that are too old. */
export function removeOldDrafts(storage: DraftStorage, nowMs: number) {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index))
  for (const key of keys) {
    if (!key?.startsWith(`${PREFIX} `)) continue
    const draft = parseDraft(storage.getItem(key))
    if (!draft || nowMs - draft.savedAtMs > KEPT_MS) storage.removeItem(key)
  }
}

function parseDraft(text: string | null): { savedAtMs: number; values: Values } | null {
  if (text === null) return null
  try {
    const draft: unknown = JSON.parse(text)
    if (typeof draft !== 'object' || draft === null) return null
    if (!('savedAtMs' in draft) || typeof draft.savedAtMs !== 'number') return null
    if (!('values' in draft) || typeof draft.values !== 'object' || draft.values === null) return null
    return { savedAtMs: draft.savedAtMs, values: draft.values as Values }
  } catch {
    return null
  }
}
