/** Which items lie in which namespace, so that a space costs what it holds and not what the cluster holds. */
export class NamespaceIndex<T> {
  private readonly namespaces = new Map<string, Map<string, T>>()

  /** Returns what was there before. */
  set(namespace: string, key: string, item: T): T | undefined {
    let items = this.namespaces.get(namespace)
    if (!items) {
      items = new Map()
      this.namespaces.set(namespace, items)
    }
    const previous = items.get(key)
    items.set(key, item)
    return previous
  }

  /** Returns what was there before. */
  delete(namespace: string, key: string): T | undefined {
    const items = this.namespaces.get(namespace)
    const previous = items?.get(key)
    if (items?.delete(key) && items.size === 0) this.namespaces.delete(namespace)
    return previous
  }

  list(namespace: string): T[] {
    return [...(this.namespaces.get(namespace)?.values() ?? [])]
  }
}
