import { classNames } from './class-names.ts'

/** What floats above the page: one shadow, a short fade, nothing with reduced motion. */
export const FLOATING_BOX = classNames(
  'rounded-box border border-line bg-surface text-ink shadow-float outline-none',
  'origin-(--transform-origin) transition-[opacity,scale]',
  'data-starting-style:scale-98 data-starting-style:opacity-0 data-ending-style:scale-98 data-ending-style:opacity-0',
)

export const FLOATING_ITEM = classNames(
  'flex min-h-8 w-full cursor-default items-center gap-2.5 rounded-item px-2 py-1.5 text-start text-body outline-none select-none',
  'data-highlighted:bg-hover pointer-coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0',
)
