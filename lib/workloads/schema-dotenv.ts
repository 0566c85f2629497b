/** What a pasted `.env` text says, line by line. */
export interface ParsedEnvironment {
  variables: { name: string; value: string }[]
  /** Lines that say nothing that could be understood; they count from 1. */
  problems: { line: number; text: string }[]
}

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_.-]*)\s*=[ \t]*(.*)$/
const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\', $: '$' }

/**
 * Reads `NAME=value` as dotenv files have it: comments, `export`, quotes, values of several lines between quotes. The
 * last of two lines with one name counts. Nothing is put in for `$OTHER`.
 */
export function parseEnvironmentText(text: string): ParsedEnvironment {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)
  const variables = new Map<string, string>()
  const problems: ParsedEnvironment['problems'] = []
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? ''
    if (/^\s*(#|$)/.test(line)) continue
    const [, name, rest = ''] = ASSIGNMENT.exec(line) ?? []
    const read = name === undefined ? null : readValue(rest, lines.slice(at + 1))
    if (name === undefined || read === null) {
      problems.push({ line: at + 1, text: line.trim().slice(0, 80) })
      continue
    }
    // Taken out first, so that the order is the one in which the values that count were written.
    variables.delete(name)
    variables.set(name, read.value)
    at += read.linesUsed
  }
  return { variables: [...variables].map(([name, value]) => ({ name, value })), problems }
}

/** Null: a quote that is never closed, or something behind the closing one. */
function readValue(rest: string, following: readonly string[]): { value: string; linesUsed: number } | null {
  const quote = rest[0]
  if (quote !== '"' && quote !== "'" && quote !== '`') {
    return { value: rest.replace(/(^|\s)#.*$/, '').trim(), linesUsed: 0 }
  }
  let body = rest.slice(1)
  for (let linesUsed = 0; ; linesUsed += 1) {
    const end = findEnd(body, quote)
    if (end >= 0) {
      if (!/^\s*(#.*)?$/.test(body.slice(end + 1))) return null
      const value = body.slice(0, end)
      return { value: quote === '"' ? unescape(value) : value, linesUsed }
    }
    const next = following[linesUsed]
    if (next === undefined) return null
    body += `\n${next}`
  }
}

function findEnd(text: string, quote: string): number {
  for (let at = 0; at < text.length; at += 1) {
    if (quote === '"' && text[at] === '\\') at += 1
    else if (text[at] === quote) return at
  }
  return -1
}

function unescape(text: string): string {
  return text.replaceAll(/\\(.)/gs, (whole, character: string) => ESCAPES[character] ?? whole)
}
