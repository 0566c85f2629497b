'use client'

import { FileUp, ListPlus, Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { type ChangeEvent, useRef, useState } from 'react'
import { useFieldArray, useFormContext, useFormState } from 'react-hook-form'
import { FieldError } from '#components/form/field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Part } from '#components/ui/part.tsx'
import type { EntryFields } from '#lib/config/schema-input.ts'
import { type ConfigKey, MAX_BYTES } from '#lib/config/schema.ts'
import { EntryField } from './entry-field.tsx'
import { addEntries, EMPTY_ENTRY, readFile } from './entry-values.ts'
import { keepFocus } from './keep-focus.ts'

const loadDotenv = () => import('./dotenv-dialog.tsx')

interface EntriesForm {
  entries: EntryFields[]
}

interface EntriesEditorProps {
  /** Those that the object has already: their names stay, and a value can be kept without being known. */
  known?: readonly ConfigKey[]
  /** Values are secret: what is kept is not shown. */
  isSecret?: boolean
}

/** The entries of a ConfigMap or a Secret in the form around it: one by one, from files, or from a pasted `.env`. */
export function EntriesEditor({ known = [], isSecret = false }: EntriesEditorProps) {
  const t = useTranslations('config.editor')
  const { getValues } = useFormContext<EntriesForm>()
  const { fields, append, remove, replace, update } = useFieldArray<EntriesForm, 'entries'>({ name: 'entries' })
  const [isPasting, setIsPasting] = useState(false)
  const add = (entries: EntryFields[]) => replace(addEntries(getValues('entries'), entries))
  return (
    <fieldset className="grid min-w-0 gap-3">
      <legend className="mb-1.5 font-medium">{t('title')}</legend>
      <EntriesProblem />
      {fields.map((field, at) => (
        <EntryField
          key={field.id}
          at={at}
          entry={field}
          known={known.find(({ name }) => name === field.name) ?? null}
          isSecret={isSecret}
          onChange={(entry) => update(at, entry)}
          onRemove={() => remove(at)}
        />
      ))}
      <div className="flex flex-wrap gap-2">
        <Button
          size="small"
          icon={<Plus />}
          onMouseDown={keepFocus}
          onClick={() => append(EMPTY_ENTRY, { focusName: `entries.${fields.length}.name` })}
        >
          {t('add')}
        </Button>
        <FilesButton onFiles={add} />
        <Button size="small" icon={<ListPlus />} onMouseDown={keepFocus} onClick={() => setIsPasting(true)}>
          {t('paste')}
        </Button>
      </div>
      {isPasting && <Part load={loadDotenv} onDone={add} onClose={() => setIsPasting(false)} />}
    </fieldset>
  )
}

/** What is wrong with all of them together: too large, too many. */
function EntriesProblem() {
  const { errors } = useFormState<EntriesForm>()
  const message = errors.entries?.message ?? errors.entries?.root?.message
  return message ? <FieldError>{message}</FieldError> : null
}

function FilesButton({ onFiles }: { onFiles: (entries: EntryFields[]) => void }) {
  const t = useTranslations('config.editor')
  const input = useRef<HTMLInputElement>(null)
  const [tooLarge, setTooLarge] = useState<string[]>([])
  const take = async (event: ChangeEvent<HTMLInputElement>) => {
    const files = [...(event.target.files ?? [])]
    // The same file can be chosen again.
    event.target.value = ''
    const fitting = files.filter(({ size }) => size <= MAX_BYTES)
    setTooLarge(files.filter((file) => !fitting.includes(file)).map(({ name }) => name))
    if (fitting.length > 0) onFiles(await Promise.all(fitting.map(readFile)))
  }
  return (
    <>
      <Button size="small" icon={<FileUp />} onMouseDown={keepFocus} onClick={() => input.current?.click()}>
        {t('addFiles')}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('addFiles')}
        onChange={(event) => void take(event)}
      />
      {tooLarge.length > 0 && (
        <div role="alert" className="order-last w-full">
          <FieldError>{t('tooLarge', { names: tooLarge.join(', ') })}</FieldError>
        </div>
      )}
    </>
  )
}
