'use client'

import { Trash2 } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { useController, useWatch } from 'react-hook-form'
import { FieldError } from '#components/form/field.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { classNames } from '#components/ui/class-names.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { EntryFields } from '#lib/config/schema-input.ts'
import type { ConfigKey } from '#lib/config/schema.ts'
import { formatBytes } from '#lib/format.ts'
import { keepFocus } from './keep-focus.ts'

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
      <div className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-2 gap-y-2.5 sm:grid-cols-[15rem_minmax(0,1fr)_auto]">
        {isNameFixed ? (
          <div
            className={classNames(
              'flex min-h-control min-w-0 flex-col justify-center gap-1',
              entry.source === 'text' && 'sm:mt-6.5',
            )}
          >
            <span className="font-mono text-table break-all">{entry.name}</span>
            <NameProblem at={at} />
          </div>
        ) : (
          <FormField name={`entries.${at}.name`} label={t('name')}>
            {(control) => (
              <TextInput
                {...control}
                isMono
                autoComplete="off"
                placeholder={isSecret ? 'API_TOKEN' : 'DATABASE_HOST'}
              />
            )}
          </FormField>
        )}
        <div className="grid gap-2 max-sm:order-last max-sm:col-span-2">
          {entry.source === 'text' ? (
            <>
              <FormField name={`entries.${at}.text`} label={known && isSecret ? t('newValue') : t('value')}>
                {(control) => (
                  <TextArea
                    {...control}
                    isMono
                    rows={1}
                    autoComplete="off"
                    className="field-sizing-content max-h-96 resize-none"
                  />
                )}
              </FormField>
              {known && isSecret && (
                <div>
                  <Button
                    size="small"
                    onMouseDown={keepFocus}
                    onClick={() => onChange({ source: 'kept', name: entry.name })}
                  >
                    {t('keep')}
                  </Button>
                </div>
              )}
            </>
          ) : (
            <div className="flex min-h-control flex-wrap items-center gap-x-3 gap-y-1">
              <KeptValue entry={entry} known={known} />
              {known && (
                <Button
                  size="small"
                  aria-label={t('changeOf', { name: entry.name })}
                  onMouseDown={keepFocus}
                  onClick={() => onChange({ source: 'text', name: entry.name, text: '' })}
                >
                  {t('change')}
                </Button>
              )}
            </div>
          )}
        </div>
        <IconButton
          label={t('remove', { name: title })}
          icon={<Trash2 />}
          onMouseDown={keepFocus}
          onClick={onRemove}
          // Beside the field, below whose label it would begin otherwise.
          className={isNameFixed && entry.source !== 'text' ? undefined : 'mt-6.5'}
        />
      </div>
    </section>
  )
}

/** Where the name cannot be written, what is wrong with it has no field to stand at. */
function NameProblem({ at }: { at: number }) {
  const { fieldState } = useController({ name: `entries.${at}.name` })
  const message = fieldState.error?.message
  return message ? <FieldError>{message}</FieldError> : null
}

/** A value that is not in the form: a file, or the one that is there already. */
function KeptValue({ entry, known }: { entry: EntryFields; known: ConfigKey | null }) {
  const t = useTranslations('config.editor')
  const locale = useLocale()
  if (entry.source === 'file') {
    const size = formatBytes(Math.floor((entry.base64.length / 4) * 3), locale)
    return <p className="grow text-table text-quiet">{t('file', { size })}</p>
  }
  const size = formatBytes(known?.sizeBytes ?? 0, locale)
  return (
    <p className="grow text-table text-quiet">{known?.isBinary ? t('keptBinary', { size }) : t('kept', { size })}</p>
  )
}
