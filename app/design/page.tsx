import { Plus } from 'lucide-react'
import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { PageHeader } from '#components/layout/page-header.tsx'
import { Button } from '#components/ui/button.tsx'
import { ControlSamples } from './control-samples.tsx'
import { DisplaySamples } from './display-samples.tsx'
import { FeedbackSamples } from './feedback-samples.tsx'
import { FormSample } from './form-sample.tsx'
import { OverlaySamples } from './overlay-samples.tsx'
import { SampleShell } from './sample-shell.tsx'
import { TableSamples } from './table-samples.tsx'
import { TokenSamples } from './token-samples.tsx'

export const metadata: Metadata = { title: 'Design' }

/** Everything of components/ on one page, for whoever works on it. Only in development. */
export default function DesignPage() {
  if (process.env.NODE_ENV === 'production') notFound()
  return (
    <SampleShell>
      <PageHeader
        title="Design"
        description="Everything that pages are made of, in all its states. Switch theme and language in the menu at the right."
        action={
          <Button variant="primary" icon={<Plus />}>
            Create volume
          </Button>
        }
      />
      <div className="grid grid-cols-1 gap-12">
        <TokenSamples />
        <DisplaySamples />
        <ControlSamples />
        <FormSample />
        <OverlaySamples />
        <TableSamples />
        <FeedbackSamples />
      </div>
    </SampleShell>
  )
}
