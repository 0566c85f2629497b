import { ExternalLink } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ComponentProps, ReactNode } from 'react'
import { type ButtonSize, type ButtonVariant, getButtonClass } from './button-class.ts'
import { classNames } from './class-names.ts'
import { IntentLink } from './intent-link.tsx'

type LinkProps = ComponentProps<typeof IntentLink>

/** A link in running text, or alone with `variant="quiet"` where the place says that it is one. */
export function Link({ variant = 'text', className, ...rest }: LinkProps & { variant?: 'text' | 'quiet' }) {
  const look =
    variant === 'text'
      ? 'text-accent underline decoration-1 underline-offset-4 hover:text-accent-strong'
      : 'text-ink hover:underline hover:underline-offset-4'
  return <IntentLink {...rest} className={classNames('rounded-item', look, className)} />
}

/** Leads out of the portal, in a new tab. */
export function OutsideLink({ href, children }: { href: string; children: ReactNode }) {
  const t = useTranslations('ui')
  return (
    <a
      href={href}
      target="_blank"
      rel="noreferrer"
      className="rounded-item text-accent underline decoration-1 underline-offset-4 hover:text-accent-strong"
    >
      {children}
      <ExternalLink aria-hidden className="ms-1 inline size-3.5 align-[-2px]" />
      <span className="sr-only"> {t('opensInNewTab')}</span>
    </a>
  )
}

interface ButtonLinkProps extends LinkProps {
  variant?: ButtonVariant
  size?: ButtonSize
  icon?: ReactNode
}

/** Leads somewhere and looks like a button. What changes something is a Button. */
export function ButtonLink({ variant, size, icon, children, className, ...rest }: ButtonLinkProps) {
  return (
    <IntentLink {...rest} className={classNames(getButtonClass({ variant, size }), className)}>
      {icon}
      {children}
    </IntentLink>
  )
}
