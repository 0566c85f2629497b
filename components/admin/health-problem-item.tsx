import { useTranslations } from 'next-intl'
import { CodeBlock, InlineCode } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { HealthProblem } from '#lib/maintenance/schema.ts'

/** One problem: what it is, why, and what mends it; its code is the same in every language. */
export function HealthProblemItem({ problem }: { problem: HealthProblem }) {
  const t = useTranslations('admin.health')
  const { code, level, subject, values, facts } = problem
  // Which sentence needs which of them, only the catalogue knows.
  const say = (part: 'title' | 'cause' | 'cure') => t(`problems.${code}.${part}`, { subject: subject ?? '', ...values })
  return (
    <li className="px-4 py-4 sm:px-5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <h3 className="min-w-0 font-semibold break-words">{say('title')}</h3>
        <span className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 text-table">
          <StateDot state={level} label={t(`levels.${level}`)} />
          <InlineCode>{code}</InlineCode>
        </span>
      </div>
      <dl className="mt-2 grid max-w-text gap-x-4 gap-y-1.5 sm:grid-cols-[5rem_1fr]">
        <dt className="text-quiet max-sm:text-table">{t('cause')}</dt>
        <dd className="min-w-0 text-pretty break-words">{say('cause')}</dd>
        <dt className="text-quiet max-sm:text-table">{t('cure')}</dt>
        <dd className="min-w-0 text-pretty break-words">{say('cure')}</dd>
      </dl>
      {facts && (
        <div className="mt-2 text-table">
          <Fold summary={t('facts')}>
            <CodeBlock label={t('factsLabel')} code={facts} />
          </Fold>
        </div>
      )}
    </li>
  )
}
