/**
 * The first `count` of a list in order, without sorting all of it: a heap of the best so far, whose top is the worst of
 * them and decides with one comparison about nearly everything else.
 */
export function selectFirst<T>(items: readonly T[], count: number, compare: (one: T, other: T) => number): T[] {
  if (count >= items.length) return items.toSorted(compare)
  const heap: T[] = []
  for (const item of items) {
    if (heap.length < count) {
      heap.push(item)
      siftUp(heap, compare)
    } else if (count > 0 && compare(item, heap[0] as T) < 0) {
      heap[0] = item
      siftDown(heap, compare)
    }
  }
  return heap.toSorted(compare)
}

function siftUp<T>(heap: T[], compare: (one: T, other: T) => number): void {
  let at = heap.length - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (compare(heap[at] as T, heap[parent] as T) <= 0) return
    swap(heap, at, parent)
    at = parent
  }
}

function siftDown<T>(heap: T[], compare: (one: T, other: T) => number): void {
  let at = 0
  for (;;) {
    let largest = at
    for (const child of [2 * at + 1, 2 * at + 2]) {
      if (child < heap.length && compare(heap[child] as T, heap[largest] as T) > 0) largest = child
    }
    if (largest === at) return
    swap(heap, at, largest)
    at = largest
  }
}

function swap(heap: unknown[], one: number, other: number): void {
  const kept = heap[one]
  heap[one] = heap[other]
  heap[other] = kept
}
