import type { ComponentProps, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { INPUT_CLASS } from './input-class.ts'

export interface TextInputProps extends ComponentProps<'input'> {
  /** For names and other things that machines read too. */
  isMono?: boolean
  /** Inside the box at its start, as a search icon; decoration only. */
  icon?: ReactNode
}

export function TextInput({ isMono = false, icon, type = 'text', className, ...rest }: TextInputProps) {
  const input = (
    <input
      // Names, tokens and addresses are no prose: nothing may correct them.
      {...(isMono ? { spellCheck: false, autoCapitalize: 'none', autoCorrect: 'off' } : {})}
      {...rest}
      type={type}
      className={classNames(INPUT_CLASS, isMono && 'font-mono', icon ? 'ps-9' : undefined, className)}
    />
  )
  if (!icon) return input
  return (
    <span className="relative block">
      <span
        aria-hidden
        className="pointer-events-none absolute inset-y-0 start-3 grid place-items-center text-quiet [&_svg]:size-4"
      >
        {icon}
      </span>
      {input}
    </span>
  )
}
