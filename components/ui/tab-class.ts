export const TAB_LIST_CLASS = 'flex gap-4 overflow-x-auto overflow-y-hidden border-b border-line'

export const TAB_CLASS =
  '-mb-px h-control shrink-0 border-b-2 border-transparent px-0.5 font-medium text-quiet -outline-offset-2 transition-colors hover:text-ink ' +
  'data-active:border-accent data-active:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink'
