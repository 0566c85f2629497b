import type { FilePlace } from '../file-place.tsx'

/** A selection that somebody wants as a zip, and has not been told the size of yet. */
export interface ZipRequest {
  place: FilePlace
  paths: readonly string[]
}

let request: ZipRequest | null = null
const listeners = new Set<() => void>()

export function getZipRequest(): ZipRequest | null {
  return request
}

export function setZipRequest(next: ZipRequest | null): void {
  request = next
  for (const listener of listeners) listener()
}

export function subscribeToZipRequest(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
