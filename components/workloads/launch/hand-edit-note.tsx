'use client'

import { useTranslations } from 'next-intl'
import { Banner } from '#components/feedback/banner.tsx'
import { Button } from '#components/ui/button.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import type { HandEditChoice, HandEditConflict } from './hand-edit-choices.ts'
import type { LaunchValues } from './launch-values.ts'
import { compareLines } from './list-changes.ts'
import { useLaunchTexts } from './use-launch-texts.ts'

interface HandEditNoteProps {
  conflict: HandEditConflict
  /** What is there. */
  base: LaunchValues
  onChoose: (choices: HandEditChoice[]) => void
}

/** What would be overwritten, one by one: whoever set it is right until somebody says otherwise. */
export function HandEditNote({ conflict, base, onChoose }: HandEditNoteProps) {
  const t = useTranslations('launchPage.edit')
  const { choices, asked } = conflict
  const take = (takes: HandEditChoice['takes'], wanted?: HandEditChoice) =>
    onChoose(choices.map((one) => (wanted === undefined || one === wanted ? { ...one, takes } : one)))
  return (
    <section aria-label={t('byHand')} className="grid gap-3">
      <Banner
        tone="warning"
        isNews
        actions={
          choices.length > 1 && (
            <Button size="small" onClick={() => take('mine')}>
              {t('allMine')}
            </Button>
          )
        }
      >
        {t('byHandText')}
      </Banner>
      <ul className="grid gap-5 rounded-box border border-line bg-surface p-4 sm:p-5">
        {choices.map((choice) => (
          <li key={choice.field ?? choice.edits[0]?.path} className="grid gap-2">
            <Choice choice={choice} base={base} asked={asked} onTake={(takes) => take(takes, choice)} />
          </li>
        ))}
      </ul>
    </section>
  )
}

interface ChoiceProps {
  choice: HandEditChoice
  base: LaunchValues
  asked: LaunchValues
  onTake: (takes: HandEditChoice['takes']) => void
}

function Choice({ choice, base, asked, onTake }: ChoiceProps) {
  const t = useTranslations('launchPage.edit')
  const texts = useLaunchTexts()
  const { field, edits, takes } = choice
  const { gone, come } = field
    ? compareLines(texts.describe(field, base), texts.describe(field, asked))
    : { gone: [], come: [] }
  const isTold = gone.length + come.length > 0
  return (
    <>
      <RadioGroup
        name={`by-hand ${field ?? edits[0]?.path}`}
        label={field ? texts.getLabel(field) : t('noField')}
        className="sm:grid-cols-2"
        value={takes}
        onChange={({ target }) => onTake(target.value === 'mine' ? 'mine' : 'theirs')}
        options={[
          {
            value: 'theirs',
            label: t('keepTheirs'),
            description: field ? isTold && <Lines lines={gone} /> : t('keepByLeaving'),
          },
          { value: 'mine', label: t('useMine'), description: isTold && <Lines lines={come} /> },
        ]}
      />
      <ul className="grid gap-0.5 text-table text-quiet">
        {edits.map(({ kind, path, manager }) => (
          <li key={`${kind} ${path} ${manager}`} className="break-words">
            {t('setBy', { manager })} <span className="font-mono break-all">{`${kind}${path}`}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Lines({ lines }: { lines: string[] }) {
  const t = useTranslations('launchPage.values')
  if (lines.length === 0) return t('nothing')
  return lines.map((line) => (
    <span key={line} className="block font-mono break-all">
      {line}
    </span>
  ))
}
