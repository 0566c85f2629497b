import { type ComponentProps, type ReactNode, useId } from 'react'
import { type ButtonSize, type ButtonVariant, getButtonClass } from './button-class.ts'
import { classNames } from './class-names.ts'
import { Spinner } from './spinner.tsx'

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'disabled'> {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
  /** What was asked for is under way: the button keeps its size and its focus, and does nothing more. */
  isBusy?: boolean
  /** Why it cannot be pressed now. The button stays reachable by keyboard, and the reason is shown on focus. */
  disabledReason?: string | null
  /** Writes the reason beside the button instead of into a tooltip. */
  showReason?: boolean
}

export function Button({
  variant,
  size,
  icon,
  isBusy = false,
  disabledReason,
  showReason = false,
  type = 'button',
  className,
  children,
  onClick,
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const isDisabled = Boolean(disabledReason)
  const isBlocked = isDisabled || isBusy
  const button = (
    <button
      {...rest}
      // Not `disabled`, which takes the focus away and hides the reason from the keyboard. A blocked button submits nothing.
      type={isBlocked ? 'button' : type}
      onClick={isBlocked ? undefined : onClick}
      aria-disabled={isBlocked || undefined}
      aria-busy={isBusy || undefined}
      aria-describedby={isDisabled ? reasonId : rest['aria-describedby']}
      data-tip={isDisabled && !showReason ? disabledReason : undefined}
      className={classNames(getButtonClass({ variant, size, isBlocked: isDisabled }), className)}
    >
      <span className={classNames('inline-flex items-center gap-2', isBusy && 'opacity-0')}>
        {icon}
        {children}
      </span>
      {isBusy && (
        <span className="absolute inset-0 grid place-items-center">
          <Spinner />
        </span>
      )}
    </button>
  )
  if (!isDisabled) return button
  return (
    <span className="inline-flex max-w-full flex-wrap items-center gap-x-3 gap-y-1">
      {button}
      <span id={reasonId} className={showReason ? 'min-w-0 text-table text-quiet' : 'sr-only'}>
        {disabledReason}
      </span>
    </span>
  )
}
