'use client'

import { useTranslations } from 'next-intl'
import type { LaunchValues } from './launch-values.ts'
import { compareLines, listChanges } from './list-changes.ts'
import { useLaunchTexts } from './use-launch-texts.ts'

/** What saving would change, in words: what goes, and what comes. */
export function ChangesCard({ before, after }: { before: LaunchValues; after: LaunchValues }) {
  const t = useTranslations('launchPage.edit')
  const texts = useLaunchTexts()
  const changed = listChanges(before, after)
  return (
    <section aria-label={t('changes')} className="grid gap-2">
      <h3 className="font-medium">{t('changes')}</h3>
      {changed.length === 0 && <p className="text-table text-quiet">{t('nothingChanged')}</p>}
      <ul className="grid gap-3">
        {changed.map((field) => {
          const { gone, come } = compareLines(texts.describe(field, before), texts.describe(field, after))
          return (
            <li key={field} className="grid gap-1 text-table">
              <span className="font-medium">{texts.getLabel(field)}</span>
              {gone.map((line) => (
                <Line key={`- ${line}`} sign="−" word={t('gone')} text={line} className="bg-danger-soft" />
              ))}
              {come.map((line) => (
                <Line key={`+ ${line}`} sign="+" word={t('come')} text={line} className="bg-good-soft" />
              ))}
              {/* What is secret, and what lies in a file, is not written out. */}
              {gone.length + come.length === 0 && <span className="text-quiet">{t('otherContent')}</span>}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

function Line({ sign, word, text, className }: { sign: string; word: string; text: string; className: string }) {
  return (
    <span className={`flex gap-2 rounded-item px-2 py-0.5 font-mono break-all ${className}`}>
      <span aria-hidden>{sign}</span>
      <span className="sr-only">{word} </span>
      <span className="min-w-0">{text}</span>
    </span>
  )
}
