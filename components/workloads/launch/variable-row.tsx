'use client'

import { useTranslations } from 'next-intl'
import { useFormContext, useWatch } from 'react-hook-form'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { CellField } from './cell-field.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import { PlaceProblem } from './launch-field.tsx'
import type { LaunchValues, VariableValues } from './launch-values.ts'
import { withCurrent } from './offered-names.ts'
import { Row } from './rows.tsx'
import { SecretValue } from './secret-value.tsx'

const SOURCES = ['value', 'config-map', 'secret'] as const

export function VariableRow({ at, onRemove }: { at: number; onRemove: () => void }) {
  const t = useTranslations('launchPage.fields.environment')
  const { getValues, setValue } = useFormContext<LaunchValues>()
  const row = useWatch({ name: `environment.${at}` }) as VariableValues | undefined
  if (!row) return null
  const isFirst = at === 0
  const path = `environment.${at}` as const
  const hide = (isSecret: boolean) => {
    const { value, secretValue } = getValues(path)
    // A draft keeps the one and never the other.
    const moved = isSecret ? { value: '', secretValue: value } : { value: secretValue ?? '', secretValue: '' }
    setValue(path, { ...getValues(path), ...moved, isSecret, isKept: false }, { shouldDirty: true })
  }
  return (
    <Row
      label={t('row', { number: at + 1 })}
      isFirst={isFirst}
      columns="sm:grid-cols-[minmax(0,1fr)_8.5rem_minmax(0,1.2fr)_auto]"
      removeLabel={t('remove', { number: at + 1 })}
      onRemove={onRemove}
      below={
        <>
          {row.source === 'value' && (
            <Checkbox label={t('isSecret')} checked={row.isSecret} onChange={({ target }) => hide(target.checked)} />
          )}
          <PlaceProblem path={path} />
          {row.isSecret && <PlaceProblem path={`${path}.value`} />}
        </>
      }
    >
      <CellField name={`${path}.name`} label={t('name')} isFirst={isFirst}>
        {(control) => <TextInput {...control} isMono autoComplete="off" />}
      </CellField>
      <CellField name={`${path}.source`} label={t('source')} isFirst={isFirst}>
        {(control) => (
          <Select {...control} options={SOURCES.map((value) => ({ value, label: t(`sources.${value}`) }))} />
        )}
      </CellField>
      {row.source !== 'value' ? (
        <ReferenceCells path={path} source={row.source} row={row} isFirst={isFirst} />
      ) : row.isSecret ? (
        <SecretValue path={path} row={row} isFirst={isFirst} />
      ) : (
        <CellField name={`${path}.value`} label={t('value')} isFirst={isFirst}>
          {(control) => <TextInput {...control} isMono autoComplete="off" />}
        </CellField>
      )}
    </Row>
  )
}

interface ReferenceCellsProps {
  path: string
  source: 'config-map' | 'secret'
  row: VariableValues
  isFirst: boolean
}

/** Which entry of which ConfigMap or Secret. */
function ReferenceCells({ path, source, row, isFirst }: ReferenceCellsProps) {
  const t = useTranslations('launchPage.fields.environment')
  const { offer } = useLaunchPlace()
  const objects = source === 'secret' ? offer.secrets : offer.configMaps
  const keys = objects.find(({ name }) => name === row.object)?.keys ?? []
  const toOptions = (names: readonly string[]) => names.map((name) => ({ value: name, label: name }))
  return (
    <div className="grid min-w-0 gap-2 sm:grid-cols-2">
      <CellField name={`${path}.object`} label={t(`object.${source}`)} isFirst={isFirst}>
        {(control) => (
          <Select
            {...control}
            placeholder={t('choose')}
            options={withCurrent(toOptions(objects.map(({ name }) => name)), row.object)}
          />
        )}
      </CellField>
      <CellField name={`${path}.key`} label={t('key')} isFirst={isFirst}>
        {(control) => <Select {...control} placeholder={t('choose')} options={withCurrent(toOptions(keys), row.key)} />}
      </CellField>
    </div>
  )
}
