/** Does the work for each item, at most `limit` at a time; the results are in the order of the items. */
export async function inParallel<T, R>(
  items: readonly T[],
  { limit, work }: { limit: number; work: (item: T, index: number) => Promise<R> },
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const takeTurns = async () => {
    for (const [index, item] of queue) results[index] = await work(item, index)
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, takeTurns))
  return results
}
