/**
 * What a browser may show itself: pictures without scripts, sound, film and plain text. Everything else, HTML and SVG first
 * of all, is bytes to be saved.
 */
const INLINE: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  bmp: 'image/bmp',
  ico: 'image/x-icon',
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  oga: 'audio/ogg',
  opus: 'audio/ogg',
  wav: 'audio/wav',
  flac: 'audio/flac',
  mp4: 'video/mp4',
  m4v: 'video/mp4',
  webm: 'video/webm',
  ogv: 'video/ogg',
  mov: 'video/quicktime',
  txt: 'text/plain; charset=utf-8',
  log: 'text/plain; charset=utf-8',
}

export interface MediaType {
  type: string
  isInline: boolean
}

export function toMediaType(name: Uint8Array): MediaType {
  const text = Buffer.from(name).toString('latin1').toLowerCase()
  const dot = text.lastIndexOf('.')
  const type = dot > 0 ? INLINE[text.slice(dot + 1)] : undefined
  return type === undefined ? { type: 'application/octet-stream', isInline: false } : { type, isInline: true }
}
