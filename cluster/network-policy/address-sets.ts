/** The named sets of one table; sets with equal contents share a name. */
export interface AddressSets {
  /** Returns the name of the set of these IPv4 ranges, each written `address` or `first-last`. */
  nameRanges(ranges: readonly string[]): string
  /** Returns the name of the set of these `address . port` pairs. */
  namePorts(pairs: readonly string[]): string
  /** The declarations, a line each. */
  lines(): string[]
}

/** nft has no notation for an empty list of elements: the word itself must be left out. */
export function formatSet(declaration: string, elements: readonly string[]): string {
  return elements.length > 0 ? `${declaration} elements = { ${elements.join(', ')} }; }` : `${declaration} }`
}

export function createAddressSets(): AddressSets {
  const names = new Map<string, string>()
  const nameOf = (prefix: string, type: string, elements: readonly string[]): string => {
    const body = formatSet(`{ ${type};`, elements)
    const name = names.get(body) ?? `${prefix}_${names.size + 1}`
    names.set(body, name)
    return name
  }
  return {
    nameRanges: (ranges) => nameOf('peers', 'type ipv4_addr; flags interval', ranges),
    namePorts: (pairs) => nameOf('ports', 'type ipv4_addr . inet_service', pairs),
    lines: () => [...names].map(([body, name]) => `set ${name} ${body}`),
  }
}
