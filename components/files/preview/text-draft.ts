import { z } from 'zod'

/** What was written and not saved yet, with the version that it was written upon. */
const draftSchema = z.object({ text: z.string(), etag: z.string() })
export type TextDraft = z.infer<typeof draftSchema>

export interface DraftPlace {
  userUid: string
  volumeUid: string
  path: string
}

function toKey({ userUid, volumeUid, path }: DraftPlace): string {
  return `moorage-text ${userUid} ${volumeUid} ${path}`
}

/** Lives as long as the tab, so it survives a reload and a new sign-in. Null when there is none. */
export function readDraft(place: DraftPlace): TextDraft | null {
  try {
    const parsed = draftSchema.safeParse(JSON.parse(sessionStorage.getItem(toKey(place)) ?? 'null'))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

/** A browser that is full or keeps nothing loses only the draft. */
export function writeDraft(place: DraftPlace, draft: TextDraft | null): void {
  try {
    if (draft) sessionStorage.setItem(toKey(place), JSON.stringify(draft))
    else sessionStorage.removeItem(toKey(place))
  } catch {
    // Nothing to be done about it.
  }
}
