'use client'

import { useTranslations } from 'next-intl'
import { FormField } from '#components/form/form-field.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { SecretContentFields } from '#lib/config/schema-input.ts'
import type { ConfigKey } from '#lib/config/schema.ts'
import { EntriesEditor } from './entries-editor.tsx'

interface SecretFieldsProps {
  type: SecretContentFields['type']
  /** Those of a Secret that exists. */
  known?: readonly ConfigKey[]
}

/** What has to be written for each kind of Secret. */
export function SecretFields({ type, known }: SecretFieldsProps) {
  if (type === 'registry') return <RegistryFields />
  return type === 'tls' ? <TlsFields /> : <EntriesEditor known={known} isSecret />
}

/** Of all that stands in a form, only what the chosen kind takes: what was written for another one is not sent. */
export function pickSecretFields(values: SecretContentFields): SecretContentFields {
  if (values.type === 'opaque') return { type: values.type, entries: values.entries }
  if (values.type === 'tls') {
    return { type: values.type, certificate: values.certificate, privateKey: values.privateKey }
  }
  return { type: values.type, registry: values.registry, username: values.username, password: values.password }
}

function RegistryFields() {
  const t = useTranslations('config.registryForm')
  return (
    <>
      <FormField name="registry" label={t('registry')} description={t('registryText')}>
        {(control) => <TextInput {...control} isMono autoComplete="off" placeholder="registry.example.org" />}
      </FormField>
      <div className="grid gap-5 sm:grid-cols-2">
        <FormField name="username" label={t('username')}>
          {(control) => <TextInput {...control} isMono autoComplete="off" />}
        </FormField>
        <FormField name="password" label={t('password')}>
          {(control) => <TextInput {...control} type="password" autoComplete="new-password" />}
        </FormField>
      </div>
    </>
  )
}

function TlsFields() {
  const t = useTranslations('config.tlsForm')
  return (
    <>
      <FormField name="certificate" label={t('certificate')} description={t('certificateText')}>
        {(control) => <TextArea {...control} isMono rows={6} autoComplete="off" className="text-table" />}
      </FormField>
      <FormField name="privateKey" label={t('privateKey')} description={t('privateKeyText')}>
        {(control) => <TextArea {...control} isMono rows={6} autoComplete="off" className="text-table" />}
      </FormField>
    </>
  )
}
