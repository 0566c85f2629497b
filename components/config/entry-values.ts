import type { EntryFields } from '#lib/config/schema-input.ts'
import type { ConfigEntry, ConfigKey } from '#lib/config/schema.ts'

export const EMPTY_ENTRY: EntryFields = { source: 'text', name: '', text: '' }

/** A ConfigMap as the form begins with it: what is no text can be kept or replaced. */
export function toEntryFields(entries: readonly ConfigEntry[]): EntryFields[] {
  return entries.map(({ name, text }) =>
    text === null ? { source: 'kept', name } : { source: 'text', name, text: toLines(text) },
  )
}

/** A Secret as the form begins with it: nobody is sent its values. */
export function toKeptFields(keys: readonly ConfigKey[]): EntryFields[] {
  return keys.map(({ name }) => ({ source: 'kept', name }))
}

/** What has to be sent, place by place: a text that is as it was is only named. */
export function toChanges(entries: readonly EntryFields[], base: readonly ConfigEntry[]): EntryFields[] {
  const texts = new Map(base.map(({ name, text }) => [name, text]))
  return entries.map((entry) => {
    if (entry.source !== 'text') return entry
    const before = texts.get(entry.name)
    const isKept = typeof before === 'string' && toLines(before) === entry.text
    return isKept ? { source: 'kept', name: entry.name } : entry
  })
}

/** A text area knows one end of lines only, so what it shows is compared by that. */
function toLines(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

/** Entries of the same name are replaced where they stand; the others come after, and empty ones make room. */
export function addEntries(entries: readonly EntryFields[], added: readonly EntryFields[]): EntryFields[] {
  const news = new Map(added.map((entry) => [entry.name, entry]))
  const replaced = entries.map((entry) => {
    const next = news.get(entry.name)
    if (next) news.delete(entry.name)
    return next ?? entry
  })
  return [...replaced.filter((entry) => !isEmpty(entry)), ...news.values()]
}

function isEmpty(entry: EntryFields): boolean {
  return entry.source === 'text' && entry.name === '' && entry.text === ''
}

/** Somebody else added or removed entries: what was written here stays, the rest is as it is now. */
export function followKeys(entries: readonly EntryFields[], keys: readonly ConfigKey[]): EntryFields[] {
  const names = new Set(keys.map(({ name }) => name))
  const left = entries.filter(({ source, name }) => source !== 'kept' || names.has(name))
  const known = new Set(left.map(({ name }) => name))
  return [...left, ...toKeptFields(keys.filter(({ name }) => !known.has(name)))]
}

/** A file's name as the key of an entry can have it. */
export function toKey(fileName: string): string {
  const key = fileName
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^-._a-zA-Z0-9]+/g, '-')
    .slice(0, 253)
  return key.replace(/^\.\.+/, '.')
}

/** A file as an entry: a text where it is one. */
export async function readFile(file: File): Promise<EntryFields> {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const name = toKey(file.name)
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    // A text area would lose what these are.
    if (!/\r|\0/.test(text)) return { source: 'text', name, text }
  } catch {
    // No text, so it goes as it is.
  }
  return { source: 'file', name, base64: toBase64(bytes) }
}

const CHUNK = 0x80_00

function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCodePoint(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}
