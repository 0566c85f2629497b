import { classNames } from './class-names.ts'

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger'
export type ButtonSize = 'normal' | 'small'

const VARIANTS: Record<ButtonVariant, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong data-popup-open:bg-accent-strong',
  secondary: 'border border-line-control bg-surface text-ink hover:bg-hover data-popup-open:bg-hover',
  ghost: 'text-ink hover:bg-hover data-popup-open:bg-hover',
  danger: 'bg-danger text-on-danger hover:bg-danger-strong',
}

const BLOCKED: Record<ButtonVariant, string> = {
  primary: 'border border-line bg-sunken text-quiet',
  secondary: 'border border-line bg-sunken text-quiet',
  ghost: 'text-quiet',
  danger: 'border border-line bg-sunken text-quiet',
}

const SIZES: Record<ButtonSize, { text: string; icon: string }> = {
  normal: { text: 'h-control px-3 text-body', icon: 'size-control text-body' },
  small: { text: 'h-7 px-2 text-table pointer-coarse:h-9', icon: 'size-7 text-table pointer-coarse:size-9' },
}

interface ButtonLook {
  variant?: ButtonVariant
  size?: ButtonSize
  isBlocked?: boolean
  isIconOnly?: boolean
}

export function getButtonClass({ variant = 'secondary', size = 'normal', isBlocked, isIconOnly }: ButtonLook): string {
  return classNames(
    'inline-flex shrink-0 items-center justify-center gap-2 rounded-box font-medium whitespace-nowrap transition-colors select-none',
    '[&_svg]:size-4 [&_svg]:shrink-0',
    isIconOnly ? SIZES[size].icon : classNames('relative', SIZES[size].text),
    isBlocked ? classNames(BLOCKED[variant], 'cursor-not-allowed') : VARIANTS[variant],
  )
}
