'use client'

import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { useFormContext, useWatch } from 'react-hook-form'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { AmountSlider } from './amount-slider.tsx'
import { type LaunchSize, matchSize } from './fit.ts'
import { useLaunchPlace } from './launch-context.tsx'
import { LaunchField, PlaceProblem } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { listSizes } from './list-sizes.ts'
import { useSizeTexts } from './use-size-texts.ts'

const OWN = 'own'

/** How big: one of a few sizes, or exact amounts. */
export function SizeFields() {
  const t = useTranslations('launchPage.size')
  const texts = useSizeTexts()
  const { template } = useLaunchPlace()
  const { getValues, setValue } = useFormContext<LaunchValues>()
  const [cpu, memory, gpus] = useWatch<LaunchValues, ['cpu', 'memory', 'gpus']>({ name: ['cpu', 'memory', 'gpus'] })
  const sizes = listSizes(template)
  const isFree = template?.isSizeFree ?? true
  const matching = matchSize(sizes, { cpu, memory, gpus })
  // Amounts that were written by hand stay the own ones, even where they are those of a size; what a fix sets are not.
  const [own, setOwn] = useState<string | null>(null)
  const isOwn = own === toOwn({ cpu, memory, gpus }) || !matching
  const choose = (id: string) => {
    setOwn(id === OWN ? toOwn(getValues()) : null)
    const size = sizes.find((one) => one.id === id)
    if (size) takeSize(setValue, size)
  }
  return (
    <div className="grid gap-3">
      <RadioGroup
        name="size"
        label={t('label')}
        className="sm:grid-cols-2 xl:grid-cols-4"
        value={isOwn ? OWN : matching.id}
        onChange={({ target }) => choose(target.value)}
        options={[
          ...sizes.map((size) => ({ value: size.id, label: texts.getName(size), description: texts.describe(size) })),
          ...(isFree || isOwn
            ? [{ value: OWN, label: t('own'), description: t(isFree ? 'ownText' : 'notOffered'), isDisabled: !isFree }]
            : []),
        ]}
      />
      {isOwn ? (
        <div className="grid gap-4">
          <AmountField name="cpu" isFree={isFree} onWritten={() => setOwn(toOwn(getValues()))} />
          <AmountField name="memory" isFree={isFree} onWritten={() => setOwn(toOwn(getValues()))} />
        </div>
      ) : (
        <div className="grid gap-1 empty:hidden">
          <PlaceProblem path="cpu" />
          <PlaceProblem path="memory" />
          <PlaceProblem path="gpus" />
        </div>
      )}
    </div>
  )
}

interface AmountFieldProps {
  name: 'cpu' | 'memory'
  isFree: boolean
  onWritten: () => void
}

function AmountField({ name, isFree, onWritten }: AmountFieldProps) {
  const t = useTranslations('launchPage.size')
  return (
    <LaunchField name={name} label={t(name)} description={t(`${name}Text`)}>
      {({ onChange, value, ...control }) => {
        const write = (text: string) => {
          onChange(text)
          onWritten()
        }
        const text = String(value)
        return (
          <div className="grid gap-x-4 gap-y-2 sm:grid-cols-[1fr_11rem] sm:items-start">
            {isFree && <AmountSlider name={name} label={t(name)} text={text} onChange={write} />}
            <TextInput
              {...control}
              isMono
              autoComplete="off"
              readOnly={!isFree}
              value={text}
              onChange={({ target }) => write(target.value)}
            />
          </div>
        )
      }}
    </LaunchField>
  )
}

const toOwn = ({ cpu, memory, gpus }: Pick<LaunchValues, 'cpu' | 'memory' | 'gpus'>) => `${cpu} ${memory} ${gpus}`

type SetValue = ReturnType<typeof useFormContext<LaunchValues>>['setValue']

export function takeSize(setValue: SetValue, { cpu, memory, gpus }: Omit<LaunchSize, 'id'>): void {
  const options = { shouldDirty: true, shouldTouch: true, shouldValidate: true }
  setValue('cpu', cpu, options)
  setValue('memory', memory, options)
  setValue('gpus', gpus, options)
}
