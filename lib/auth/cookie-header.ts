/** The cookies of a request; of two with one name the first counts, as servers commonly have it (RFC 6265). */
export function readCookies(headers: Headers): Record<string, string> {
  const cookies = new Map<string, string>()
  for (const part of (headers.get('cookie') ?? '').split(';')) {
    const separator = part.indexOf('=')
    const name = part.slice(0, separator).trim()
    if (separator > 0 && !cookies.has(name)) cookies.set(name, decode(part.slice(separator + 1).trim()))
  }
  return Object.fromEntries(cookies)
}

function decode(value: string): string {
  const inner = value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value
  try {
    return decodeURIComponent(inner)
  } catch {
    return inner
  }
}
