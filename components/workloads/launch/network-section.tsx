'use client'

import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useFieldArray, useFormContext, useWatch } from 'react-hook-form'
import { Button } from '#components/ui/button.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { CellField } from './cell-field.tsx'
import { guessPort } from './guess-port.ts'
import { useIsFixed } from './launch-context.tsx'
import { Fixable, PlaceProblem } from './launch-field.tsx'
import type { LaunchValues } from './launch-values.ts'
import { PortNumber } from './port-number.tsx'
import { Row, RowActions } from './rows.tsx'
import { WebFields } from './web-fields.tsx'

/** Where the program listens, and who can reach it there. */
export default function NetworkSection() {
  const [kind, ports, web] = useWatch<LaunchValues, ['kind', 'ports', 'web']>({ name: ['kind', 'ports', 'web'] })
  const isFixed = useIsFixed('ports')
  // The one port of a web site is asked for with its address.
  const isOfWeb = kind === 'service' && web !== null && ports.length === 1 && !isFixed
  return (
    <>
      {kind === 'service' && (
        <Fixable name="web">
          <WebFields hasOwnPort={isOfWeb} />
        </Fixable>
      )}
      <Fixable name="ports">
        <PortRows isFolded={isOfWeb} />
      </Fixable>
    </>
  )
}

function PortRows({ isFolded }: { isFolded: boolean }) {
  const t = useTranslations('launchPage.fields.ports')
  const { getValues } = useFormContext<LaunchValues>()
  const { fields, append, remove } = useFieldArray<LaunchValues, 'ports'>({ name: 'ports' })
  return (
    <>
      {!isFolded && <p className="max-w-text text-table text-pretty text-quiet">{t('text')}</p>}
      {fields.length > 0 && !isFolded && (
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
                {(control) => <PortNumber {...control} at={at} />}
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
          onClick={() =>
            append(
              fields.length === 0
                ? { name: 'http', port: guessPort(getValues()) }
                : { name: `port-${fields.length + 1}`, port: null },
            )
          }
        >
          {t('add')}
        </Button>
      </RowActions>
    </>
  )
}
