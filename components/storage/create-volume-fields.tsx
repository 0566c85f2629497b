'use client'

import { useLocale, useTranslations } from 'next-intl'
import { useFormContext } from 'react-hook-form'
import { FormField } from '#components/form/form-field.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { SizePicker } from '#components/ui/size-picker.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { formatBytes } from '#lib/format.ts'
import type { QuotaView } from '#lib/quota/schema.ts'
import type { AccessMode, StorageClass } from '#lib/storage/schema.ts'
import { getStorageLeft } from './quota-after.tsx'
import { SizeProblem } from './size-problem.tsx'
import { GIB, type SizeGiB } from './size-schema.ts'
import { useAccessModeTexts } from './use-access-mode-texts.ts'

/** Beyond what the slider of a space without a limit reaches, the field takes any number. */
const NO_LIMIT_GIB = 1024

export interface CreateVolumeValues {
  name: string
  size: SizeGiB
  storageClass: string
  accessMode: AccessMode
}

interface CreateVolumeFieldsProps {
  kind: 'user' | 'group'
  classes: readonly StorageClass[]
  chosen: StorageClass | undefined
  quota: QuotaView
  /** Why the size that stands there cannot be had. */
  sizeProblem: string | null
}

export function CreateVolumeFields({ kind, classes, chosen, quota, sizeProblem }: CreateVolumeFieldsProps) {
  const t = useTranslations('storagePage.createForm')
  const locale = useLocale()
  const accessModes = useAccessModeTexts()
  const { getValues, setValue } = useFormContext<CreateVolumeValues>()
  const leftBytes = getStorageLeft(quota)
  const left = leftBytes === null ? '∞' : formatBytes(leftBytes, locale)
  const minGiB = Math.max(1, Math.ceil((chosen?.minimumBytes ?? 0) / GIB))
  return (
    <div className="grid h-fit gap-5">
      <FormField
        name="name"
        label={kind === 'user' ? t('name') : t('groupName')}
        description={kind === 'user' ? t('nameText') : t('groupNameText')}
      >
        {(control) => <TextInput {...control} isMono={kind === 'user'} autoComplete="off" />}
      </FormField>
      <FormField
        name="size"
        label={t('size')}
        description={t(chosen?.canGrow === false ? 'sizeTextFixed' : 'sizeText', { left })}
      >
        {({ ref: _, ...control }) => (
          <SizePicker
            {...control}
            label={t('size')}
            min={minGiB}
            max={leftBytes === null ? NO_LIMIT_GIB : Math.floor(leftBytes / GIB)}
          />
        )}
      </FormField>
      <SizeProblem text={sizeProblem} />
      {classes.length > 1 && (
        <FormField name="storageClass" label={t('class')} description={t('classText')}>
          {({ onChange, value, name, onBlur }) => (
            <RadioGroup
              name={name}
              label={t('class')}
              isLabelHidden
              value={value}
              onBlur={onBlur}
              onChange={(event) => {
                onChange(event)
                // A mode that the new class does not offer would only be refused.
                const next = classes.find((one) => one.name === event.currentTarget.value)
                if (next && !next.accessModes.includes(getValues('accessMode'))) {
                  setValue('accessMode', next.accessModes[0] ?? 'ReadWriteOnce')
                }
              }}
              options={classes.map((one) => ({
                value: one.name,
                label: one.isDefault ? `${one.name} (${t('default')})` : one.name,
                description: <ClassDescription storageClass={one} />,
              }))}
            />
          )}
        </FormField>
      )}
      {chosen && chosen.accessModes.length > 1 && (
        <FormField name="accessMode" label={t('access')}>
          {({ onChange, value, name, onBlur }) => (
            <RadioGroup
              name={name}
              label={t('access')}
              isLabelHidden
              value={value}
              onBlur={onBlur}
              onChange={onChange}
              options={chosen.accessModes.map((mode) => ({
                value: mode,
                label: accessModes.getLabel(mode),
                description: accessModes.getText(mode),
              }))}
            />
          )}
        </FormField>
      )}
    </div>
  )
}

/** What the administrator says of a class, and what it can do. */
function ClassDescription({ storageClass }: { storageClass: StorageClass }) {
  const t = useTranslations('storagePage.createForm')
  const { description, canGrow, waitsForFirstUse } = storageClass
  const facts = [canGrow ? t('canGrow') : t('cannotGrow'), ...(waitsForFirstUse ? [t('waits')] : [])]
  return (
    <>
      {description && <span className="block">{description}</span>}
      <span className="block">{facts.join(' · ')}</span>
    </>
  )
}
