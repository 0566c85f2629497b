'use client'

import { FileCog, HardDrive, KeyRound, Timer } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFieldArray, useFormContext } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { useLaunchPlace } from './launch-context.tsx'
import { Fixable, PlaceProblem } from './launch-field.tsx'
import type { LaunchValues, MountValues } from './launch-values.ts'
import { MountRow } from './mount-row.tsx'
import { proposeMount } from './propose-mount.ts'
import { RowActions } from './rows.tsx'

const SOURCES = [
  ['volume', <HardDrive key="volume" />],
  ['config-map', <FileCog key="config-map" />],
  ['secret', <KeyRound key="secret" />],
  ['scratch', <Timer key="scratch" />],
] as const

/** What the program finds in which folder. */
export function VolumesSection() {
  return (
    <Fixable name="mounts">
      <MountRows />
    </Fixable>
  )
}

function MountRows() {
  const t = useTranslations('launchPage.fields.mounts')
  const { offer } = useLaunchPlace()
  const { getValues } = useFormContext<LaunchValues>()
  const { fields, append, remove } = useFieldArray<LaunchValues, 'mounts'>({ name: 'mounts' })
  const offered: Record<MountValues['source'], string[]> = {
    volume: offer.volumes.map(({ name }) => name),
    'config-map': offer.configMaps.map(({ name }) => name),
    secret: offer.secrets.map(({ name }) => name),
    scratch: [''],
  }
  const add = (source: MountValues['source']) => {
    const { mounts, files } = getValues()
    const isMounted = (name: string) => mounts.some((mount) => mount.source === source && mount.object === name)
    const object = offered[source].find((name) => !isMounted(name)) ?? offered[source][0] ?? ''
    append(proposeMount(source, object, { volumes: offer.volumes, mounts, hasFiles: files.length > 0 }))
  }
  return (
    <>
      <p className="max-w-text text-table text-pretty text-quiet">{t('text')}</p>
      {fields.length > 0 && (
        <div className="grid gap-3">
          {fields.map(({ id, source }, at) => (
            <MountRow
              key={id}
              at={at}
              source={source}
              isFirst={fields[at - 1]?.source !== source}
              onRemove={() => remove(at)}
            />
          ))}
        </div>
      )}
      <PlaceProblem path="mounts" />
      <RowActions>
        {SOURCES.map(([source, icon]) => (
          <Button
            key={source}
            size="small"
            icon={icon}
            disabledReason={offered[source].length === 0 ? t(`none.${source}`) : null}
            onClick={() => add(source)}
          >
            {t(`add.${source}`)}
          </Button>
        ))}
      </RowActions>
    </>
  )
}
