'use client'

import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { NumberInput } from '#components/ui/number-input.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { CellField } from './cell-field.tsx'
import { Fixable, PlaceProblem } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { Row, RowActions } from './rows.tsx'
import { WebFields } from './web-fields.tsx'

const FIRST_PORT = { name: 'http', port: 8080 }

/** Where the program listens, and who can reach it there. */
export function NetworkSection() {
  const kind = useWatch<LaunchValues, 'kind'>({ name: 'kind' })
  return (
    <>
      <Fixable name="ports">
        <PortRows />
      </Fixable>
      {kind === 'service' && (
        <Fixable name="web">
          <WebFields />
        </Fixable>
      )}
    </>
  )
}

function PortRows() {
  const t = useTranslations('launchPage.fields.ports')
  const { getValues, setValue } = useFormContext<LaunchValues>()
  const { fields, append, remove } = useFieldArray<LaunchValues, 'ports'>({ name: 'ports' })
  const follow = (before: number | null, now: number | null) => {
    const { web, probe } = getValues()
    // The web address and the check lead to this very port, whatever its number is.
    if (web && web.port === before) setValue('web.port', now)
    if (probe.port === before) setValue('probe.port', now)
  }
  return (
    <>
      <p className="max-w-text text-table text-pretty text-quiet">{t('text')}</p>
      {fields.length > 0 && (
        <div className="grid gap-3">
          {fields.map(({ id }, at) => (
            <Row
              key={id}
              label={t('row', { number: at + 1 })}
              isFirst={at === 0}
              columns="sm:grid-cols-[minmax(0,1fr)_11rem_auto]"
              removeLabel={t('remove', { number: at + 1 })}
              onRemove={() => remove(at)}
            >
              <CellField name={`ports.${at}.name`} label={t('name')} isFirst={at === 0}>
                {(control) => <TextInput {...control} isMono autoComplete="off" />}
              </CellField>
              <CellField name={`ports.${at}.port`} label={t('port')} isFirst={at === 0}>
                {({ onChange, ...control }) => (
                  <NumberInput
                    {...control}
                    min={1}
                    max={65_535}
                    onChange={(port) => {
                      const before = getValues(`ports.${at}.port`)
                      onChange(port)
                      follow(before, port)
                    }}
                  />
                )}
              </CellField>
            </Row>
          ))}
        </div>
      )}
      <PlaceProblem path="ports" />
      <RowActions>
        <Button
          size="small"
          icon={<Plus />}
          onClick={() => append(fields.length === 0 ? FIRST_PORT : { name: `port-${fields.length + 1}`, port: null })}
        >
          {t('add')}
        </Button>
      </RowActions>
    </>
  )
}
