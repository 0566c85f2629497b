import type { Entry } from '#lib/files/protocol/entries.ts'
import { toDisplayName } from '#lib/files/protocol/wire-path.ts'

export type PreviewKind =
  | 'image'
  | 'drawing'
  | 'pdf'
  | 'video'
  | 'audio'
  | 'markdown'
  | 'table'
  | 'json'
  | 'notebook'
  | 'text'
  /** No ending that says anything: what is inside decides whether it is text. */
  | 'unknown'
  | 'none'

const MIB = 1024 ** 2

/** What is larger is told about and not loaded. Text and tables are read only as far as they are shown. */
const LIMIT_BYTES: Partial<Record<PreviewKind, number>> = {
  image: 100 * MIB,
  drawing: 2 * MIB,
  pdf: 200 * MIB,
  notebook: 50 * MIB,
  markdown: 2 * MIB,
  json: 10 * MIB,
}

const KINDS: Record<Exclude<PreviewKind, 'unknown' | 'none'>, string> = {
  image: 'png jpg jpeg jfif gif webp avif bmp ico apng',
  drawing: 'svg',
  pdf: 'pdf',
  video: 'mp4 m4v webm ogv mov',
  audio: 'mp3 m4a aac ogg oga opus wav flac',
  markdown: 'md markdown mdown',
  table: 'csv tsv tab',
  json: 'json geojson',
  notebook: 'ipynb',
  text: [
    'txt text log ini cfg conf toml yaml yml xml html htm xhtml css scss less js mjs cjs jsx ts mts cts tsx vue svelte',
    'py pyi r rmd jl m sh bash zsh fish ps1 bat sql c h cc cpp cxx hpp hh cu cuh rs go java kt kts scala swift rb pl',
    'php lua dart ex exs erl hs ml fs clj lisp scm tex bib rst adoc org diff patch properties env gradle cmake make mk',
    'dockerfile tf hcl proto graphql jsonl ndjson lock srt vtt gitignore gitattributes editorconfig',
  ].join(' '),
}

const BY_ENDING = new Map(
  Object.entries(KINDS).flatMap(([kind, endings]) => endings.split(' ').map((ending) => [ending, kind as PreviewKind])),
)

/** Files without an ending that everybody knows. */
const BY_NAME = new Set(['dockerfile', 'makefile', 'readme', 'license', 'changelog', 'jenkinsfile', 'procfile'])

/** What is known of binary formats, so that nothing of them is fetched to find out. */
const BINARY = new Set(
  [
    'zip gz tgz bz2 xz zst 7z rar tar jar whl exe dll so dylib a o bin iso img dmg deb rpm apk class pyc pyo npy npz pkl',
    'pt pth onnx safetensors ckpt h5 hdf5 parquet feather arrow db sqlite sqlite3 doc docx xls xlsx ppt pptx odt ods odp',
    'ttf otf woff woff2 eot psd ai heic heif tif tiff raw cr2 nef mkv avi wmv flv wasm',
  ].flatMap((endings) => endings.split(' ')),
)

export function getEnding(name: string): string {
  const at = name.lastIndexOf('.')
  return at < 0 ? '' : name.slice(at + 1).toLowerCase()
}

/** By its name alone; `name` is of the wire. */
export function getPreviewKind({ name, kind, sizeBytes }: Pick<Entry, 'name' | 'kind' | 'sizeBytes'>): PreviewKind {
  if (kind !== 'file') return 'none'
  const text = toDisplayName(name)
  const ending = getEnding(text)
  const found =
    BY_ENDING.get(ending) ?? (BY_NAME.has(text.toLowerCase()) ? 'text' : BINARY.has(ending) ? 'none' : 'unknown')
  const limit = LIMIT_BYTES[found]
  if (limit === undefined || (sizeBytes ?? 0) <= limit) return found
  // Its beginning can still be read.
  return found === 'markdown' || found === 'json' || found === 'notebook' ? 'text' : 'none'
}
