'use client'

import { Banner } from '#components/feedback/banner.tsx'
import { SessionBanner } from '#components/feedback/session-banner.tsx'
import { CardSkeleton, Loading, MeterSkeleton, PageHeaderSkeleton } from '#components/feedback/skeleton.tsx'
import { StaleBanner } from '#components/feedback/stale-banner.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { TableSkeleton } from '#components/data-table/table-skeleton.tsx'
import { Sample, SampleSection } from './sample.tsx'

const STALE_SINCE = new Date(Date.now() - 130_000).toISOString()
const SOON = new Date(Date.now() + 110_000).toISOString()

export function FeedbackSamples() {
  const stay = () => {
    showToast({ title: 'You stay signed in' })
    return Promise.resolve()
  }
  return (
    <SampleSection title="Feedback">
      <div className="grid gap-3">
        <StaleBanner since={STALE_SINCE} />
        <SessionBanner endsAt={SOON} onStay={stay} signInHref="/sign-in" />
        <SessionBanner endsAt="2026-01-01T00:00:00Z" onStay={stay} signInHref="/sign-in" />
        <Banner actions={<Button size="small">Show</Button>}>Two of your volumes wait for their first use.</Banner>
      </div>
      <Sample title="While it loads">
        <Loading>
          <PageHeaderSkeleton />
          <div className="grid gap-6 md:grid-cols-2">
            <CardSkeleton />
            <MeterSkeleton />
          </div>
          <div className="mt-6">
            <TableSkeleton rows={3} />
          </div>
        </Loading>
      </Sample>
      <Card
        tone="danger"
        title="Delete this volume"
        description="All files on it are lost. Nobody can bring them back."
        actions={<Button variant="danger">Delete user-alice-disk</Button>}
      />
    </SampleSection>
  )
}
