'use client'

import { type ReactNode, useRef } from 'react'
import { useWatch } from 'react-hook-form'
import { Card } from '#components/ui/card.tsx'
import { LaunchCheckProvider, type LaunchPlace, LaunchPlaceProvider, LaunchViewProvider } from './launch-context.tsx'
import { LaunchSectionsList } from './launch-sections-list.tsx'
import type { LaunchSectionId } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { NameField } from './name-field.tsx'
import { SizeFields } from './size-fields.tsx'
import { useLaunchPreview } from './use-launch-preview.ts'
import { useLaunchView } from './use-launch-view.ts'

interface LaunchFrameProps {
  place: LaunchPlace
  /** What to be told first, above the form. */
  notes?: ReactNode
  aside: ReactNode
}

/** The fields at the left, and at the right what they would do. */
export function LaunchFrame({ place, notes, aside }: LaunchFrameProps) {
  const container = useRef<HTMLDivElement>(null)
  const [kind, image] = useWatch<LaunchValues, ['kind', 'image']>({ name: ['kind', 'image'] })
  const view = useLaunchView(container, listFirstOpen(place, { kind, image }))
  const check = useLaunchPreview(place)
  return (
    <LaunchPlaceProvider value={place}>
      <LaunchViewProvider value={view}>
        <LaunchCheckProvider value={check}>
          <div className="grid items-start gap-6 max-lg:pb-20 lg:grid-cols-[minmax(0,1fr)_21rem]">
            <div ref={container} className="grid min-w-0 gap-5">
              {notes}
              <Card>
                <div className="grid gap-5">
                  <NameField />
                  <SizeFields />
                </div>
              </Card>
              <div className="overflow-hidden rounded-box border border-line bg-surface">
                <LaunchSectionsList />
              </div>
            </div>
            {aside}
          </div>
        </LaunchCheckProvider>
      </LaunchViewProvider>
    </LaunchPlaceProvider>
  )
}

/** What has to be filled in from scratch is not folded. */
function listFirstOpen(
  { template, editUid, offer }: LaunchPlace,
  { kind, image }: Pick<LaunchValues, 'kind' | 'image'>,
): LaunchSectionId[] {
  const isPlain = template === null && editUid === null
  return [
    ...(isPlain && image === '' ? (['program'] as const) : []),
    // Most services are looked at in a browser.
    ...(isPlain && image === '' && kind === 'service' && offer.web.isOffered ? (['network'] as const) : []),
    ...(kind === 'scheduled-job' && editUid === null ? (['schedule'] as const) : []),
  ]
}
