'use client'

import { Eye, EyeOff } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { CellField } from './cell-field.tsx'
import type { LaunchValues, VariableValues } from './launch-values.ts'

interface SecretValueProps {
  path: `environment.${number}`
  row: VariableValues
  isFirst: boolean
}

/** A value that is hidden while it is written, and never comes back from the server. */
export function SecretValue({ path, row, isFirst }: SecretValueProps) {
  const t = useTranslations('launchPage.fields.environment')
  const { setValue } = useFormContext<LaunchValues>()
  const [isShown, setIsShown] = useState(false)
  if (row.isKept) {
    return (
      <div className="grid content-start gap-1">
        <span className={isFirst ? 'text-table font-medium' : 'text-table font-medium sm:sr-only'}>{t('value')}</span>
        <span className="flex min-h-control flex-wrap items-center gap-2">
          <span className="text-quiet">{t('kept')}</span>
          <Button size="small" onClick={() => setValue(`${path}.isKept`, false, { shouldDirty: true })}>
            {t('replace')}
          </Button>
        </span>
      </div>
    )
  }
  return (
    <CellField name={`${path}.secretValue`} label={t('value')} isFirst={isFirst}>
      {(control) => (
        <div className="flex gap-1">
          <TextInput
            {...control}
            value={row.secretValue ?? ''}
            isMono
            // Not a password of this site: managers of passwords leave it alone.
            autoComplete="off"
            data-1p-ignore
            type={isShown ? 'text' : 'password'}
          />
          <IconButton
            variant="ghost"
            label={t(isShown ? 'hide' : 'show')}
            icon={isShown ? <EyeOff /> : <Eye />}
            onClick={() => setIsShown(!isShown)}
          />
        </div>
      )}
    </CellField>
  )
}
