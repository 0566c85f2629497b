'use client'

import { useTranslations } from 'next-intl'
import { useId, useState } from 'react'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { FormField } from '#components/form/form-field.tsx'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { rememberWrites } from '#lib/http/call.ts'
import type { QuotaRole } from '#lib/env/quota-roles.ts'
import { changeUserQuotaAction } from '#lib/maintenance/actions.ts'
import type { UserSummary } from '#lib/users/schema.ts'
import {
  getFallback,
  QUOTA_AMOUNTS,
  QUOTA_FIELDS,
  quotaFormSchema,
  toQuotaForm,
  toQuotaOverrides,
  type QuotaDefaults,
  type QuotaField,
  type QuotaForm,
} from './quota-form.ts'

interface UserQuotaDialogProps {
  user: UserSummary
  defaults: QuotaDefaults
  roles: readonly QuotaRole[]
  onClose: () => void
  onDone: (answer: UserSummary) => void
}

/** What one user may use instead of the standard. */
export default function UserQuotaDialog({ user, defaults, roles, onClose, onDone }: UserQuotaDialogProps) {
  const t = useTranslations('admin.users')
  const formId = useId()
  const [isBusy, setIsBusy] = useState(false)
  const { username, displayName, quotaRole } = user
  const role = roles.find(({ group }) => group === quotaRole)
  const describe = (field: QuotaField) => {
    const { value, group } = getFallback(field, { defaults, role })
    return group === null ? t('quotaForm.standard', { value }) : t('quotaForm.role', { group, value })
  }
  return (
    <Dialog
      isOpen
      isDismissable={!isBusy}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={t('quotaForm.title', { name: displayName || username })}
      description={t('quotaForm.lede')}
      footer={
        <>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button variant="primary" type="submit" form={formId} isBusy={isBusy}>
            {t('quotaForm.submit')}
          </Button>
        </>
      }
    >
      <ActionForm<QuotaForm, UserSummary>
        id={formId}
        schema={quotaFormSchema}
        defaultValues={toQuotaForm(user.quota)}
        action={(form) => changeUserQuotaAction({ username, quota: toQuotaOverrides(form) })}
        onBusyChange={setIsBusy}
        onDone={({ value, writes }) => {
          rememberWrites(writes)
          showToast({ title: t('quotaForm.done', { username }) })
          onDone(value)
        }}
      >
        <div className="grid gap-4 sm:grid-cols-2">
          {QUOTA_FIELDS.map((field) => (
            <FormField
              key={field}
              name={`quota.${field}`}
              label={t(`quotaForm.${field}`)}
              description={describe(field)}
            >
              {(control) => (
                <TextInput {...control} autoComplete="off" inputMode={isAmount(field) ? 'text' : 'numeric'} isMono />
              )}
            </FormField>
          ))}
        </div>
        <p className="text-table text-pretty text-quiet">{t('quotaForm.below')}</p>
      </ActionForm>
    </Dialog>
  )
}

function isAmount(field: QuotaField): boolean {
  return QUOTA_AMOUNTS.some((one) => one === field)
}
