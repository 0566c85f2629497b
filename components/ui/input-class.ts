/** The box of everything one writes into. The larger text on touch keeps iOS from zooming in. */
export const INPUT_BOX =
  'w-full min-w-0 rounded-box border border-line-strong bg-surface text-body text-ink transition-colors hover:border-quiet ' +
  'aria-invalid:border-danger [&[readonly]]:bg-sunken [&[readonly]]:hover:border-line-strong disabled:bg-sunken disabled:text-quiet pointer-coarse:text-input'

export const INPUT_CLASS = `${INPUT_BOX} h-control px-3`
