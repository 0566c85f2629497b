'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'

/** For an ErrorState. */
export function RetryButton({ onRetry }: { onRetry: () => void }) {
  const t = useTranslations('pages')
  return <Button onClick={onRetry}>{t('retry')}</Button>
}
