'use client'

import { ClipboardPaste, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFieldArray } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { DotenvPaste } from './dotenv-paste.tsx'
import { EnvironmentSets } from './environment-sets.tsx'
import { Fixable, PlaceProblem } from './launch-field.tsx'
import { type LaunchValues, NEW_VARIABLE } from './launch-values.ts'
import { mergeVariables } from './merge-variables.ts'
import { RowActions } from './rows.tsx'
import { VariableRow } from './variable-row.tsx'

/** What the program finds in its environment. */
export function EnvironmentSection() {
  return (
    <>
      <Fixable name="environment">
        <VariableRows />
      </Fixable>
      <Fixable name="environmentSets">
        <EnvironmentSets />
      </Fixable>
    </>
  )
}

function VariableRows() {
  const t = useTranslations('launchPage.fields.environment')
  const { fields, append, remove, replace } = useFieldArray<LaunchValues, 'environment'>({ name: 'environment' })
  const [isPasting, setIsPasting] = useState(false)
  return (
    <>
      {fields.length > 0 && (
        <div className="grid gap-3">
          {fields.map(({ id }, at) => (
            <VariableRow key={id} at={at} onRemove={() => remove(at)} />
          ))}
        </div>
      )}
      <PlaceProblem path="environment" />
      <RowActions>
        <Button size="small" icon={<Plus />} onClick={() => append(NEW_VARIABLE)}>
          {t('add')}
        </Button>
        <Button
          size="small"
          icon={<ClipboardPaste />}
          aria-expanded={isPasting}
          onClick={() => setIsPasting(!isPasting)}
        >
          {t('paste')}
        </Button>
      </RowActions>
      {isPasting && <DotenvPaste onTake={(variables, rows) => replace(mergeVariables(rows, variables))} />}
    </>
  )
}
