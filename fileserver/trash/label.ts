import { randomBytes } from 'node:crypto'
import { encodeName, NAME_BYTES_MAX, decodePath } from '#lib/files/protocol/wire-path.ts'

/**
 * Where a deleted thing comes from stands in its own name in the trash, because a name costs no room on a full disk and
 * comes with the rename itself. What does not fit in there is spread over the names of empty files beside it.
 *
 * "<id>~<path>" is the thing; or "<id>+" is, and "<id>+<number>~<part of the path>" are its labels. In a path "/" is
 * written "%2F" and "%" is "%25"; all other bytes are as they are.
 */
const ID = /^[0-9a-z]{8,9}-[0-9a-f]{8}$/
const THING = /^(?<id>[0-9a-z]{8,9}-[0-9a-f]{8})(?:~(?<path>.*)|\+)$/s
const LABEL = /^(?<id>[0-9a-z]{8,9}-[0-9a-f]{8})\+(?<number>\d{1,3})~(?<part>.*)$/s
const PART_BYTES = 200

export interface TrashNames {
  id: string
  thing: Buffer
  labels: Buffer[]
}

export function createTrashNames(path: string, nowMs = Date.now()): TrashNames {
  const id = `${nowMs.toString(36)}-${randomBytes(4).toString('hex')}`
  const origin = escapePath(path)
  const thing = Buffer.from(`${id}~${origin}`, 'latin1')
  if (thing.length <= NAME_BYTES_MAX) return { id, thing, labels: [] }
  const parts = Math.ceil(origin.length / PART_BYTES)
  const labels = Array.from({ length: parts }, (_, at) =>
    Buffer.from(`${id}+${at}~${origin.slice(at * PART_BYTES, (at + 1) * PART_BYTES)}`, 'latin1'),
  )
  return { id, thing: Buffer.from(`${id}+`), labels }
}

export interface TrashThing {
  id: string
  /** As latin1. */
  raw: string
  labels: string[]
  /** Where it was, on the wire; null when its labels are not whole. */
  path: string | null
  deletedAtMs: number
}

/** Reads the names in the trash; what is none of ours is left out. */
export function parseTrashNames(names: readonly string[]): Map<string, TrashThing> {
  const parts = new Map<string, { number: number; part: string; raw: string }[]>()
  for (const raw of names) {
    const { id, number, part } = LABEL.exec(raw)?.groups ?? {}
    if (id === undefined || number === undefined || part === undefined) continue
    const known = parts.get(id) ?? []
    known.push({ number: Number(number), part, raw })
    parts.set(id, known)
  }
  const things = new Map<string, TrashThing>()
  for (const raw of names) {
    const { id, path } = THING.exec(raw)?.groups ?? {}
    if (id === undefined) continue
    const own = (parts.get(id) ?? []).toSorted((one, other) => one.number - other.number)
    const origin = path ?? own.map(({ part }) => part).join('')
    const deletedAtMs = Number.parseInt(id, 36)
    things.set(id, { id, raw, labels: own.map((label) => label.raw), path: unescapePath(origin), deletedAtMs })
  }
  return things
}

export function isTrashId(id: string): boolean {
  return ID.test(id)
}

function escapePath(path: string): string {
  const names = decodePath(path) ?? []
  return names.map((name) => Buffer.from(name).toString('latin1').replaceAll('%', '%25')).join('%2F')
}

function unescapePath(text: string): string | null {
  const names = text.split('%2F').map((name) => Buffer.from(name.replaceAll('%25', '%'), 'latin1'))
  const path = names.map((name) => encodeName(name)).join('/')
  // Whoever can write on the volume can write such a name, too.
  return path !== '' && decodePath(path) !== null ? path : null
}
