import { Lock } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { EmptyState } from './empty-state.tsx'

interface NoRightsStateProps {
  /** What is missing and who can give it: "Only owners of robotics see its members. Ask bob." */
  text?: ReactNode
  action?: ReactNode
}

/** The thing is there, but this person may not see it or do it. */
export function NoRightsState({ text, action }: NoRightsStateProps) {
  const t = useTranslations('states.noRights')
  return <EmptyState icon={<Lock />} title={t('title')} text={text ?? t('text')} action={action} />
}
