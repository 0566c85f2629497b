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
      className={classNames(INPUT_BOX, 'block min-h-20 px-3 py-2', isMono && 'font-mono', className)}
    />
  )
}
