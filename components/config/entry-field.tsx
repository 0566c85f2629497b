'use client'

import { Trash2 } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useController, useWatch } from 'react-hook-form'
import { FieldError } from '#components/form/field.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { EntryFields } from '#lib/config/schema-input.ts'
import type { ConfigKey } from '#lib/config/schema.ts'
import { formatBytes } from '#lib/format.ts'

interface EntryFieldProps {
  at: number
  entry: EntryFields
  /** As the object has it now; null for one that is new. */
  known: ConfigKey | null
  isSecret: boolean
  onChange: (entry: EntryFields) => void
  onRemove: () => void
}

/** One entry: its name, and its text, its file, or that it stays as it is. */
export function EntryField({ at, entry, known, isSecret, onChange, onRemove }: EntryFieldProps) {
  const t = useTranslations('config.editor')
  const written: unknown = useWatch({ name: `entries.${at}.name` })
  const title = typeof written === 'string' && written !== '' ? written : t('entry', { number: at + 1 })
  // Who renames a value that nobody has shown would have to send it again.
  const isNameFixed = known !== null && (isSecret || entry.source === 'kept')
  return (
    <section aria-label={title} className="grid gap-2.5 rounded-box border border-line p-3">
      <div className="flex items-end gap-2">
        {isNameFixed ? (
          <span className="flex min-h-control min-w-0 grow items-center font-mono text-table break-all">
            {entry.name}
          </span>
        ) : (
          <div className="min-w-0 grow">
            <FormField name={`entries.${at}.name`} label={t('name')}>
              {(control) => <TextInput {...control} isMono autoComplete="off" placeholder="DATABASE_HOST" />}
            </FormField>
          </div>
        )}
        <IconButton
          label={t('remove', { name: title })}
          icon={<Trash2 />}
          onClick={onRemove}
          className={isNameFixed ? undefined : 'mb-px'}
        />
      </div>
      <NameProblem at={at} isShown={isNameFixed} />
      {entry.source === 'text' ? (
        <FormField name={`entries.${at}.text`} label={known && isSecret ? t('newValue') : t('value')}>
          {(control) => (
            <TextArea
              {...control}
              isMono
              rows={2}
              autoComplete="off"
              className="field-sizing-content max-h-96 text-table"
            />
          )}
        </FormField>
      ) : (
        <KeptValue entry={entry} known={known} />
      )}
      {known && isSecret && entry.source === 'text' && (
        <div>
          <Button size="small" onClick={() => onChange({ source: 'kept', name: entry.name })}>
            {t('keep')}
          </Button>
        </div>
      )}
      {known && entry.source !== 'text' && (
        <div>
          <Button
            size="small"
            aria-label={t('changeOf', { name: entry.name })}
            onClick={() => onChange({ source: 'text', name: entry.name, text: '' })}
          >
            {t('change')}
          </Button>
        </div>
      )}
    </section>
  )
}

/** Where the name cannot be written, what is wrong with it has no field to stand at. */
function NameProblem({ at, isShown }: { at: number; isShown: boolean }) {
  const { fieldState } = useController({ name: `entries.${at}.name` })
  const message = fieldState.error?.message
  return isShown && message ? <FieldError>{message}</FieldError> : null
}

/** A value that is not in the form: a file, or the one that is there already. */
function KeptValue({ entry, known }: { entry: EntryFields; known: ConfigKey | null }) {
  const t = useTranslations('config.editor')
  const locale = useLocale()
  if (entry.source === 'file') {
    const size = formatBytes(Math.floor((entry.base64.length / 4) * 3), locale)
    return <p className="text-table text-quiet">{t('file', { size })}</p>
  }
  const size = formatBytes(known?.sizeBytes ?? 0, locale)
  return <p className="text-table text-quiet">{known?.isBinary ? t('keptBinary', { size }) : t('kept', { size })}</p>
}
