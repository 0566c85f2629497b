'use client'

import { useTranslations } from 'next-intl'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { Fixable, LaunchField } from './launch-field.tsx'

/** What runs. */
export function ProgramSection() {
  const t = useTranslations('launchPage.fields')
  return (
    <>
      <Fixable name="image">
        <LaunchField name="image" label={t('image.label')} description={t('image.text')}>
          {(control) => (
            <TextInput {...control} isMono autoComplete="off" placeholder="registry.example.org/team/app:1.2" />
          )}
        </LaunchField>
      </Fixable>
      <Fixable name="command">
        <LaunchField name="command" label={t('command.label')} description={t('command.text')} isOptional>
          {(control) => <TextArea {...control} isMono rows={2} />}
        </LaunchField>
      </Fixable>
      <Fixable name="args">
        <LaunchField name="args" label={t('args.label')} description={t('args.text')} isOptional>
          {(control) => <TextArea {...control} isMono rows={2} />}
        </LaunchField>
      </Fixable>
    </>
  )
}
