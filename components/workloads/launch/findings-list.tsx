'use client'

import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'
import type { Finding } from '#lib/workloads/schema-preview.ts'
import { FindingFixes } from './finding-fixes.tsx'
import { useLaunchCheck, useLaunchView } from './launch-context.tsx'
import { findField } from './launch-sections.ts'
import { useFindingTexts } from './use-finding-texts.ts'

/** Everything that stands against the launch, each once, and what is better known before it. */
export function FindingsList() {
  const t = useTranslations('launchPage.check')
  const { preview, problems } = useLaunchCheck()
  const texts = useFindingTexts()
  const findings = problems.length > 0 ? [] : (preview?.findings ?? [])
  if (problems.length === 0 && findings.length === 0) return null
  return (
    <ul aria-label={t('findings')} className="grid gap-3">
      {problems.map(({ path, text }) => (
        <Entry key={path} level="refusal" field={path} sentence={text} fixes={[]} />
      ))}
      {findings.map((finding) => (
        <Entry
          key={`${finding.code} ${finding.field} ${JSON.stringify(finding.parameters)}`}
          level={finding.level}
          field={finding.field}
          sentence={texts.getSentence(finding)}
          fixes={finding.fixes}
        />
      ))}
    </ul>
  )
}

interface EntryProps extends Pick<Finding, 'level' | 'field' | 'fixes'> {
  sentence: string
}

function Entry({ level, field, sentence, fixes }: EntryProps) {
  const t = useTranslations('launchPage')
  const { showField } = useLaunchView()
  const Icon = level === 'refusal' ? CircleAlert : TriangleAlert
  const label = field === null ? null : findField(field)
  return (
    <li className="flex items-start gap-2">
      <Icon
        aria-hidden
        className={classNames('mt-0.5 size-4 shrink-0', level === 'refusal' ? 'text-danger' : 'text-warning')}
      />
      <div className="min-w-0 grow">
        {field !== null && label && (
          <button
            type="button"
            onClick={() => showField(field)}
            className="rounded-item font-medium underline decoration-line-strong underline-offset-4 hover:decoration-current"
          >
            {t(`fields.${label}.label`)}
          </button>
        )}
        <p className="text-pretty break-words">
          <span className="sr-only">{t(`check.${level}`)} </span>
          {sentence}
        </p>
        {fixes.length > 0 && <FindingFixes fixes={fixes} />}
      </div>
    </li>
  )
}
