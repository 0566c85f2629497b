function toHex(bytes: Uint8Array): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
}

function toBase64(bytes: Uint8Array): string {
  return btoa(String.fromCodePoint(...bytes))
}

export interface Checksum {
  /** As `Upload-Checksum` of tus spells it. */
  header: string
  hex: string
}

/** Null where the browser computes none: it does only under https and on this machine. */
export async function computeChecksum(bytes: ArrayBuffer): Promise<Checksum | null> {
  if (typeof crypto === 'undefined' || !('subtle' in crypto)) return null
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return { header: `sha256 ${toBase64(digest)}`, hex: toHex(digest) }
}
