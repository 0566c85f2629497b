import { useTranslations } from 'next-intl'
import { useLaunchCheck, useLaunchPlace } from './launch-context.tsx'
import { findField } from './launch-sections.ts'
import { useFindingTexts } from './use-finding-texts.ts'

export interface LaunchState {
  tone: 'good' | 'danger' | 'warning' | 'asking'
  /** The outcome in a few words. */
  summary: string
  /** Why it cannot be launched now; null: it can. */
  disabledReason: string | null
}

/** Whether the form as it stands can be launched, and why not. */
export function useLaunchState(changed: number | null): LaunchState {
  const t = useTranslations('launchPage')
  const texts = useFindingTexts()
  const { editUid } = useLaunchPlace()
  const { preview, problems, isAsking, failure } = useLaunchCheck()
  const [problem] = problems
  if (problem) {
    const field = findField(problem.path)
    const reason = field ? t('check.reason', { field: t(`fields.${field}.label`), text: problem.text }) : problem.text
    return { tone: 'danger', summary: t('problems', { count: problems.length }), disabledReason: reason }
  }
  const refusals = preview?.findings.filter(({ level }) => level === 'refusal') ?? []
  const [refusal] = refusals
  if (refusal) {
    return {
      tone: 'danger',
      summary: t('problems', { count: refusals.length }),
      disabledReason: texts.getSentence(refusal),
    }
  }
  const disabledReason = editUid !== null && changed === 0 ? t('edit.nothingChanged') : null
  if (!preview) {
    const summary = failure ? t('check.unknown') : t('check.asking')
    return { tone: isAsking ? 'asking' : 'warning', summary, disabledReason }
  }
  const warnings = preview.findings.length
  if (warnings > 0) return { tone: 'warning', summary: t('check.warnings', { count: warnings }), disabledReason }
  return { tone: 'good', summary: t('check.fits'), disabledReason }
}
