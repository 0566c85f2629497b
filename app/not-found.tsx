import Link from 'next/link'
import { useTranslations } from 'next-intl'

export default function NotFoundPage() {
  const t = useTranslations('notFound')
  return (
    <>
      <h1 className="text-page font-semibold tracking-tight">{t('title')}</h1>
      <p className="mt-3 max-w-[42rem] text-base text-text-quiet">{t('text')}</p>
      <p className="mt-6">
        <Link href="/" className="text-accent underline underline-offset-4">
          {t('home')}
        </Link>
      </p>
    </>
  )
}
