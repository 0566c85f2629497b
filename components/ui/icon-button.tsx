import type { ComponentProps, ReactNode } from 'react'
import { type ButtonSize, type ButtonVariant, getButtonClass } from './button-class.ts'
import { classNames } from './class-names.ts'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label' | 'children' | 'disabled'> {
  /** What it does; read aloud, and shown on hover and focus. */
  label: string
  icon: ReactNode
  variant?: ButtonVariant
  size?: ButtonSize
  disabledReason?: string | null
  /** Keys that do the same, as in "Ctrl K"; shown beside the label. */
  keys?: string
}

export function IconButton({
  label,
  icon,
  variant = 'ghost',
  size,
  disabledReason,
  keys,
  className,
  onClick,
  ...rest
}: IconButtonProps) {
  const isBlocked = Boolean(disabledReason)
  const tip = keys ? `${label} (${keys})` : label
  return (
    <button
      type="button"
      {...rest}
      onClick={isBlocked ? undefined : onClick}
      aria-label={disabledReason ? `${label}. ${disabledReason}` : label}
      aria-disabled={isBlocked || undefined}
      data-tip={disabledReason ?? tip}
      className={classNames(getButtonClass({ variant, size, isBlocked, isIconOnly: true }), className)}
    >
      {icon}
    </button>
  )
}
