'use client'

import { useTranslations } from 'next-intl'
import { useWatch } from 'react-hook-form'
import { FormToggle } from '#components/form/form-field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { Select } from '#components/ui/select.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { LaunchOffer } from '#lib/workloads/schema-offer.ts'
import { CellField } from './cell-field.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import { LaunchField } from './launch-field.tsx'
import type { MountValues } from './launch-values.ts'
import { withCurrent } from './offered-names.ts'
import { Row } from './rows.tsx'

interface MountRowProps {
  at: number
  source: MountValues['source']
  /** The first of its kind in a row of them: its cells say what they are. */
  isFirst: boolean
  onRemove: () => void
}

export function MountRow({ at, source, isFirst, onRemove }: MountRowProps) {
  const t = useTranslations('launchPage.fields.mounts')
  const { offer } = useLaunchPlace()
  const object = useWatch({ name: `mounts.${at}.object` }) as string
  const options = listObjects(offer, source)
  const users = offer.volumes.find(({ name }) => source === 'volume' && name === object)?.usedBy ?? []
  return (
    <Row
      label={t('row', { number: at + 1 })}
      isFirst={isFirst}
      columns="sm:grid-cols-[minmax(0,1.4fr)_minmax(0,1fr)_auto]"
      removeLabel={t('remove', { number: at + 1 })}
      onRemove={onRemove}
      below={
        source === 'volume' && (
          <>
            {users.length > 0 && (
              <p className="text-table text-quiet">{t('usedBy', { users: users.join(', '), count: users.length })}</p>
            )}
            <Fold summary={t('more')}>
              <div className="grid gap-4">
                <LaunchField
                  name={`mounts.${at}.subPath`}
                  label={t('subPath')}
                  description={t('subPathText')}
                  isOptional
                >
                  {(control) => <TextInput {...control} isMono autoComplete="off" />}
                </LaunchField>
                <FormToggle name={`mounts.${at}.isReadOnly`}>
                  {(control) => <Checkbox {...control} label={t('readOnly')} description={t('readOnlyText')} />}
                </FormToggle>
              </div>
            </Fold>
          </>
        )
      }
    >
      {source === 'scratch' ? (
        <CellField name={`mounts.${at}.size`} label={t('size')} isFirst={isFirst}>
          {(control) => <TextInput {...control} isMono autoComplete="off" />}
        </CellField>
      ) : (
        <CellField name={`mounts.${at}.object`} label={t(`object.${source}`)} isFirst={isFirst}>
          {(control) => <Select {...control} placeholder={t('choose')} options={withCurrent(options, object)} />}
        </CellField>
      )}
      <CellField name={`mounts.${at}.path`} label={t('path')} isFirst={isFirst}>
        {(control) => <TextInput {...control} isMono autoComplete="off" />}
      </CellField>
    </Row>
  )
}

function listObjects(offer: LaunchOffer, source: MountValues['source']) {
  const toOption = ({ name }: { name: string }) => ({ value: name, label: name })
  switch (source) {
    case 'volume':
      return offer.volumes.map(({ name, title }) => ({ value: name, label: title ? `${title} (${name})` : name }))
    case 'config-map':
      return offer.configMaps.map((one) => toOption(one))
    case 'secret':
      return offer.secrets.map((one) => toOption(one))
    case 'scratch':
      return []
  }
}
