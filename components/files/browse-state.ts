import { SORT_KEYS, type SortKey } from '#lib/files/protocol/entries.ts'
import { decodePath, toWireName } from '#lib/files/protocol/wire-path.ts'

export const FILE_SHOWS = ['files', 'trash', 'space'] as const
/** The folder, what was deleted, or what takes the room. */
export type FileShow = (typeof FILE_SHOWS)[number]

/** What a person looks at; all of it stands in the address, so that it can be shared, and back and forward lead there. */
export interface BrowseState {
  /** The folder, as a path of the wire. */
  path: string
  sort: SortKey
  isDescending: boolean
  /** Found in the names of this folder. */
  filter: string
  /** Searched for in this folder and all below it. */
  search: string
  view: 'list' | 'grid'
  areHiddenShown: boolean
  show: FileShow
  /** The name (of the wire) of what is shown in the preview. */
  preview: string | null
  /** The name (of the wire) of what is to be marked when the folder is there. */
  marked: string | null
}

export const FIRST_STATE: BrowseState = {
  path: '',
  sort: 'name',
  isDescending: false,
  filter: '',
  search: '',
  view: 'list',
  areHiddenShown: false,
  show: 'files',
  preview: null,
  marked: null,
}

const TEXT_MAX = 255

type Query = Pick<URLSearchParams, 'get'>

/** `base` is the address of the volume's root. What makes no sense is passed over. */
export function parseBrowseState(base: string, pathname: string, query: Query): BrowseState {
  const sort = parseSort(query.get('sort'))
  const show = FILE_SHOWS.find((one) => one === query.get('show')) ?? 'files'
  return {
    path: parseFolder(base, pathname, query),
    ...sort,
    filter: (query.get('filter') ?? '').slice(0, TEXT_MAX),
    search: (query.get('search') ?? '').slice(0, TEXT_MAX),
    view: query.get('view') === 'grid' ? 'grid' : 'list',
    areHiddenShown: query.get('hidden') === '1',
    show,
    preview: parseName(query.get('preview')),
    marked: parseName(query.get('marked')),
  }
}

/** The address that shows this; what is as at first is left out. */
export function formatBrowseHref(base: string, state: BrowseState): string {
  const isPlain = isPlainPath(state.path)
  const query = new URLSearchParams()
  const write = (name: string, value: string | null | false) => {
    if (value) query.set(name, value)
  }
  write('at', !isPlain && state.path)
  const isFirstSort = state.sort === FIRST_STATE.sort && !state.isDescending
  write('sort', !isFirstSort && `${state.isDescending ? '-' : ''}${state.sort}`)
  write('filter', state.filter)
  write('search', state.search)
  write('view', state.view === 'grid' && 'grid')
  write('hidden', state.areHiddenShown && '1')
  write('show', state.show !== 'files' && state.show)
  write('preview', state.preview)
  write('marked', state.marked)
  const text = query.toString()
  const folder = isPlain && state.path !== '' ? `${base}/${state.path}` : base
  return text === '' ? folder : `${folder}?${text}`
}

/** Into another folder the sort, the view and the hidden files go along; the rest was about the folder before. */
export function toFolderState(state: BrowseState, path: string, marked: string | null = null): BrowseState {
  const { sort, isDescending, view, areHiddenShown } = state
  return { ...FIRST_STATE, sort, isDescending, view, areHiddenShown, path, marked }
}

/** Names are asked for from A, sizes and times from the largest and the newest; the same again turns it round. */
export function toNextSort({ sort, isDescending }: Pick<BrowseState, 'sort' | 'isDescending'>, key: SortKey) {
  return { sort: key, isDescending: sort === key ? !isDescending : key === 'size' || key === 'changed' }
}

/**
 * Whether servers on the way take the path as a part of an address: names that are no UTF-8 are refused by many, and
 * Next.js reads ".rsc" at the end as a question of its own.
 */
function isPlainPath(path: string): boolean {
  try {
    decodeURIComponent(path)
    return !path.endsWith('.rsc')
  } catch {
    return false
  }
}

function parseFolder(base: string, pathname: string, query: Query): string {
  const at = query.get('at')
  if (at !== null) return decodePath(at) === null ? '' : at
  if (!pathname.startsWith(`${base}/`)) return ''
  const names = pathname
    .slice(base.length + 1)
    .split('/')
    .filter(Boolean)
  try {
    // Browsers leave some characters as they are that the wire encodes.
    const path = names.map((name) => toWireName(decodeURIComponent(name))).join('/')
    return decodePath(path) === null ? '' : path
  } catch {
    return ''
  }
}

function parseSort(text: string | null): Pick<BrowseState, 'sort' | 'isDescending'> {
  const isDescending = text?.startsWith('-') ?? false
  const sort = SORT_KEYS.find((key) => key === (isDescending ? text?.slice(1) : text))
  return sort ? { sort, isDescending } : { sort: FIRST_STATE.sort, isDescending: false }
}

function parseName(text: string | null): string | null {
  return text !== null && !text.includes('/') && text !== '' && decodePath(text) !== null ? text : null
}
