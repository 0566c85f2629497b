import { toAnswer } from './answer.ts'
import { toKubeError } from './errors.ts'
import { toUnreadableError } from './network-errors.ts'
import { isKubeObject } from './object.ts'
import type { KubeObject } from './object.ts'

export type WatchEvent =
  | { type: 'CHANGED' | 'DELETED'; object: KubeObject; resourceVersion: string }
  | { type: 'BOOKMARK'; resourceVersion: string }

/** Reads one line of a watch; throws the error that an ERROR event stands for, and case "unreadable" for anything else. */
export function parseWatchEvent(line: string): WatchEvent {
  const event = parseLine(line)
  if (!isRecord(event) || !isRecord(event.object)) throw toUnreadableError()
  const { type, object } = event
  if (type === 'ERROR') throw toKubeError(toAnswer(500, object))
  const resourceVersion = isRecord(object.metadata) ? object.metadata.resourceVersion : undefined
  if (typeof resourceVersion !== 'string') throw toUnreadableError()
  if (type === 'BOOKMARK') return { type, resourceVersion }
  if (!isKubeObject(object)) throw toUnreadableError()
  if (type === 'DELETED') return { type, object, resourceVersion }
  if (type === 'ADDED' || type === 'MODIFIED') return { type: 'CHANGED', object, resourceVersion }
  throw toUnreadableError()
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Without the parser's error: it quotes the line, which may be a Secret.
    throw toUnreadableError()
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
