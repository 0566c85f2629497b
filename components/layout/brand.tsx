import { useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'
import { BrandMark } from './brand-mark.tsx'
import { IntentLink } from '#components/ui/intent-link.tsx'

/** The mark (a mooring post with its line) and the name; it leads home. */
export function Brand({ className }: { className?: string }) {
  const t = useTranslations()
  return (
    <IntentLink
      href="/"
      aria-label={t('layout.brand')}
      className={classNames(
        'inline-flex h-control items-center gap-2 rounded-item font-semibold tracking-tight',
        className,
      )}
    >
      <BrandMark />
      {t('app.name')}
    </IntentLink>
  )
}
