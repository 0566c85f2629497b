import type { ComponentProps } from 'react'
import { classNames } from './class-names.ts'
import { INPUT_BOX } from './input-class.ts'

export function TextArea({
  isMono = false,
  rows = 4,
  className,
  ...rest
}: ComponentProps<'textarea'> & { isMono?: boolean }) {
  return (
    <textarea
      {...(isMono ? { spellCheck: false, autoCapitalize: 'none', autoCorrect: 'off' } : {})}
      {...rest}
      rows={rows}
      // One that begins with a line looks like a text input, and may grow from there.
      className={classNames(
        INPUT_BOX,
        'block px-3',
        rows === 1 ? 'min-h-control py-1.5' : 'min-h-20 py-2',
        isMono && 'font-mono',
        className,
      )}
    />
  )
}
