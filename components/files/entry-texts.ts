import type { Entry } from '#lib/files/protocol/entries.ts'
import { toDisplayName } from '#lib/files/protocol/wire-path.ts'

/** What a file is, by its name alone; each has a picture and a word below `files.kinds`. */
export type FileLook =
  | 'folder'
  | 'image'
  | 'video'
  | 'audio'
  | 'archive'
  | 'code'
  | 'table'
  | 'text'
  | 'pdf'
  | 'notebook'
  | 'link'
  | 'special'
  | 'file'

const LOOKS: [FileLook, string][] = [
  ['image', 'png jpg jpeg gif webp avif bmp ico svg tif tiff heic'],
  ['video', 'mp4 webm mov mkv avi m4v'],
  ['audio', 'mp3 wav ogg flac m4a opus aac'],
  ['archive', 'zip tar gz tgz bz2 xz zst 7z rar'],
  ['table', 'csv tsv xlsx xls ods parquet'],
  ['pdf', 'pdf'],
  ['notebook', 'ipynb'],
  ['text', 'txt md markdown rst log tex doc docx odt rtf'],
  ['code', 'js ts tsx jsx py r jl go rs c h cpp hpp java kt rb php sh sql json yaml yml toml xml html css ini cfg'],
]
const LOOK_BY_EXTENSION = new Map(LOOKS.flatMap(([look, names]) => names.split(' ').map((name) => [name, look])))

export function getLook({ kind, name }: Pick<Entry, 'kind' | 'name'>): FileLook {
  if (kind === 'folder') return 'folder'
  if (kind === 'symlink') return 'link'
  if (kind !== 'file') return 'special'
  const text = toDisplayName(name).toLowerCase()
  const dot = text.lastIndexOf('.')
  return (dot > 0 && LOOK_BY_EXTENSION.get(text.slice(dot + 1))) || 'file'
}
