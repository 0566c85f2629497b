/** Keeps the newest items, each under a number that it never loses. Adding and dropping cost the same at any length. */
export class LineBuffer<Item> {
  private items: Item[] = []
  private offset = 0
  private dropped = 0
  private readonly capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get length(): number {
    return this.items.length - this.offset
  }

  /** The number of the oldest item that is still there. */
  get firstNumber(): number {
    return this.dropped
  }

  /** The number that the next item will have. */
  get nextNumber(): number {
    return this.dropped + this.length
  }

  push(item: Item): void {
    this.items.push(item)
    if (this.length > this.capacity) {
      this.offset += 1
      this.dropped += 1
    }
    // Moved all at once and seldom: cutting one off the front of a long array each time would be slow.
    if (this.offset >= this.capacity) {
      this.items = this.items.slice(this.offset)
      this.offset = 0
    }
  }

  /** By its place among those that are there. */
  at(place: number): Item | undefined {
    return place < 0 ? undefined : this.items[this.offset + place]
  }

  toArray(): Item[] {
    return this.items.slice(this.offset)
  }
}
