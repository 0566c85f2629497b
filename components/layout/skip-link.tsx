import { useTranslations } from 'next-intl'

/** The first stop of the keyboard on each page. The content is the element with the id "content". */
export function SkipLink() {
  const t = useTranslations('layout')
  return (
    <a
      href="#content"
      className="fixed start-2 top-2 z-60 -translate-y-20 rounded-box bg-accent px-3 py-2 font-medium text-on-accent focus:translate-y-0"
    >
      {t('skip')}
    </a>
  )
}
