interface ShareOptions<Question, Answer> {
  ask: (question: Question) => Promise<Answer>
  atOnceMax: number
  /** For one too many. */
  refusal: Answer
}

/** Who asks the very same while it is being asked gets that answer; every part of a question counts. */
export function shareRunning<Question extends object, Answer>({
  ask,
  atOnceMax,
  refusal,
}: ShareOptions<Question, Answer>): (question: Question) => Promise<Answer> {
  const running = new Map<string, Promise<Answer>>()
  return (question) => {
    const key = JSON.stringify(Object.entries(question).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    const known = running.get(key)
    if (known) return known
    if (running.size >= atOnceMax) return Promise.resolve(refusal)
    const asking = ask(question).finally(() => running.delete(key))
    running.set(key, asking)
    return asking
  }
}
