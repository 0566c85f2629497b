import { AppError } from '#lib/errors.ts'

interface LongAnswer {
  userUid: string
  end: () => void
}

const PER_PERSON_MAX = 10
const ALL_MAX = 300

// Next.js may load this file more than once per process; what is open counts once, and all of it ends together.
const shared = globalThis as typeof globalThis & { moorageLongAnswers?: Set<LongAnswer> }
shared.moorageLongAnswers ??= new Set()
const open = shared.moorageLongAnswers

/** Throws TOO_MANY_REQUESTS when somebody, or everybody together, has as many answers open as the process can feed. */
export function requireRoomForAnswer(userUid: string): void {
  const own = [...open].filter((answer) => answer.userUid === userUid).length
  if (own < PER_PERSON_MAX && open.size < ALL_MAX) return
  throw new AppError('TOO_MANY_REQUESTS', 'Too many logs are open at once; close some of them.', {
    messageKey: 'live.tooManyAnswers',
  })
}

/** Counts an answer that lasts, and ends it when the portal does. Returns how to say that it is over. */
export function addLongAnswer(answer: LongAnswer): () => void {
  open.add(answer)
  return () => open.delete(answer)
}

export function closeLongAnswers(): void {
  for (const { end } of open) end()
}
