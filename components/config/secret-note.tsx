import { useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'

/** Hiding values is a help against eyes, and no wall: the page says so. */
export function SecretNote({ isRevealOn }: { isRevealOn: boolean }) {
  const t = useTranslations('config.secretNote')
  return (
    <Banner>
      {t('mounts')} {!isRevealOn && t('revealOff')}
    </Banner>
  )
}
