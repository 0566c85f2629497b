/** A socket on which a program in a pod waits for connections. */
export interface Listener {
  port: number
  /** Reached only from inside the pod. */
  isLoopback: boolean
}

const LISTENING = '0A'

/** Reads /proc/net/tcp and /proc/net/tcp6, one after the other: https://docs.kernel.org/networking/proc_net_tcp.html */
export function parseListeners(text: string): Listener[] {
  const found = new Map<number, Listener>()
  for (const line of text.split('\n')) {
    const [, address = '', portText = '', state] =
      /^\s*\d+:\s+([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4})\s+[0-9A-F]+:[0-9A-F]{4}\s+([0-9A-F]{2})\s/.exec(line) ?? []
    if (state !== LISTENING) continue
    const port = Number.parseInt(portText, 16)
    const known = found.get(port)
    // One socket for everybody is enough to be reached.
    found.set(port, { port, isLoopback: isLoopback(address) && (known?.isLoopback ?? true) })
  }
  return [...found.values()].toSorted((a, b) => a.port - b.port)
}

/** Addresses stand there in groups of four bytes, each of them turned around on the machines that clusters run on. */
function isLoopback(address: string): boolean {
  if (address.length === 8) return address.endsWith('7F')
  const isMapped = address.startsWith('0000000000000000FFFF0000')
  return address === '00000000000000000000000001000000' || (isMapped && address.endsWith('7F'))
}
