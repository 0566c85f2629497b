'use client'

import { z } from 'zod'
import { showToast } from '#components/feedback/toast-queue.ts'
import { ActionForm } from '#components/form/action-form.tsx'
import { FormField, FormToggle } from '#components/form/form-field.tsx'
import { SubmitButton } from '#components/form/submit-button.tsx'
import { Card } from '#components/ui/card.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { NumberInput } from '#components/ui/number-input.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import type { ActionResult } from '#lib/http/result.ts'
import { SampleSection } from './sample.tsx'

const schema = z.object({
  name: z.string().regex(/^[a-z]([a-z0-9-]*[a-z0-9])?$/, 'Small letters, digits and dashes; begin with a letter.'),
  sizeGiB: z.number('A whole number of GiB.').int('A whole number of GiB.').min(1, 'At least 1 GiB.'),
  isKept: z.boolean(),
})

/** Answers as a server action would: "taken" clashes at the field, more than 58 is refused by the cluster. */
async function createVolume({ name, sizeGiB }: z.input<typeof schema>): Promise<ActionResult<string>> {
  await new Promise((resolve) => setTimeout(resolve, 800))
  const requestId = 'b6c1f2d4'
  if (name === 'taken') {
    const message = 'There is a volume “taken” already. Take another name.'
    return {
      ok: false,
      error: { code: 'CONFLICT', message: 'The volume was not created.', fields: { name: message }, requestId },
    }
  }
  if (sizeGiB > 58) {
    return {
      ok: false,
      error: {
        code: 'QUOTA_EXCEEDED',
        message: `${sizeGiB} GiB is more than your quota leaves. Ask for less, or free what you no longer need.`,
        raw: `persistentvolumeclaims "${name}" is forbidden: exceeded quota: moorage-storage`,
        requestId,
      },
    }
  }
  return { ok: true, value: name }
}

export function FormSample() {
  return (
    <SampleSection title="Form">
      <Card
        title="New volume"
        description="Write “taken” or ask for 60 GiB to see how it is refused. What you write survives a reload."
      >
        <div className="max-w-text">
          <ActionForm
            schema={schema}
            defaultValues={{ name: '', sizeGiB: 10, isKept: false }}
            action={createVolume}
            draft={{ userId: 'sample', formId: 'create-volume', fields: ['name', 'sizeGiB', 'isKept'] }}
            onDone={({ value }) => showToast({ title: `${value} is being made` })}
          >
            <FormField name="name" label="Name" description="Small letters, digits and dashes.">
              {(control) => <TextInput {...control} isMono />}
            </FormField>
            <FormField name="sizeGiB" label="Size">
              {(control) => <NumberInput {...control} min={1} unit="GiB" />}
            </FormField>
            <FormToggle name="isKept">
              {(control) => <Checkbox {...control} label="Keep it when the workload is deleted" />}
            </FormToggle>
            <div>
              <SubmitButton>Create volume</SubmitButton>
            </div>
          </ActionForm>
        </div>
      </Card>
    </SampleSection>
  )
}
