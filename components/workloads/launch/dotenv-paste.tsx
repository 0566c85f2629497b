'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { type ParsedEnvironment, parseEnvironmentText } from '#lib/workloads/schema-dotenv.ts'
import type { LaunchValues, VariableValues } from './launch-values.ts'

interface DotenvPasteProps {
  onTake: (variables: ParsedEnvironment['variables'], rows: readonly VariableValues[]) => void
}

/** A box for the text of a `.env` file; says what was taken from it and what was not. */
export function DotenvPaste({ onTake }: DotenvPasteProps) {
  const t = useTranslations('launchPage.fields.environment')
  const id = useId()
  const { getValues } = useFormContext<LaunchValues>()
  const [text, setText] = useState('')
  const [taken, setTaken] = useState<ParsedEnvironment | null>(null)
  const take = () => {
    const parsed = parseEnvironmentText(text)
    setTaken(parsed)
    if (parsed.variables.length > 0) onTake(parsed.variables, getValues('environment'))
    // What was not understood stays to be mended.
    setText(parsed.problems.map((problem) => problem.text).join('\n'))
  }
  return (
    <div className="grid gap-2 rounded-box bg-sunken p-3">
      <label htmlFor={id} className="font-medium">
        {t('pasteLabel')}
      </label>
      <TextArea
        id={id}
        isMono
        rows={5}
        value={text}
        placeholder={'# .env\nNAME=value'}
        onChange={(event) => setText(event.target.value)}
      />
      <div className="flex flex-wrap items-center gap-3">
        <Button size="small" disabledReason={text.trim() === '' ? t('pasteNothing') : null} onClick={take}>
          {t('pasteTake')}
        </Button>
        <output className="min-w-0 text-table text-quiet">
          {taken && t('pasteTaken', { count: taken.variables.length, problems: taken.problems.length })}
        </output>
      </div>
      {taken && taken.problems.length > 0 && (
        <ul className="grid gap-0.5 text-table text-danger">
          {taken.problems.map(({ line, text: wrong }) => (
            <li key={line}>{t('pasteProblem', { line, text: wrong })}</li>
          ))}
        </ul>
      )}
    </div>
  )
}
