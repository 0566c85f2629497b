'use client'

import { ChevronRight, CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { useFormState, useWatch } from 'react-hook-form'
import { useLaunchCheck, useLaunchView } from './launch-context.tsx'
import { findSection, type LaunchSectionId, listSectionFields } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { useLaunchTexts } from './use-launch-texts.ts'

/** A part of the form that most leave as it is: folded, with what stands in it in its heading. */
export function LaunchSection({ id, children }: { id: LaunchSectionId; children: ReactNode }) {
  const t = useTranslations('launchPage')
  const { openSections, toggle } = useLaunchView()
  const isOpen = openSections.has(id)
  return (
    <details
      open={isOpen}
      data-section={id}
      onToggle={(event) => toggle(id, event.currentTarget.open)}
      className="group/section border-t border-line first:border-t-0"
    >
      <summary className="flex min-h-12 cursor-pointer list-none items-start gap-2 rounded-item px-4 py-3 hover:bg-hover sm:px-5 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="mt-0.5 size-4 shrink-0 text-quiet transition-transform group-open/section:rotate-90"
        />
        <span className="grid min-w-0 grow gap-x-4 gap-y-0.5 sm:grid-cols-[11rem_minmax(0,1fr)]">
          <span className="font-medium">{t(`sections.${id}`)}</span>
          <SectionSummary id={id} />
        </span>
        <SectionMark id={id} />
      </summary>
      {/* Nothing of it is made before somebody looks. */}
      {isOpen && <div className="grid gap-5 px-4 pt-1 pb-5 sm:px-5 sm:ps-11">{children}</div>}
    </details>
  )
}

function SectionSummary({ id }: { id: LaunchSectionId }) {
  const t = useTranslations('launchPage.values')
  const texts = useLaunchTexts()
  const values = useWatch<LaunchValues>() as LaunchValues
  const lines = listSectionFields(id, values.kind).flatMap((field) => texts.describe(field, values))
  return (
    <span className="truncate text-table text-quiet sm:pt-px">
      {lines.length === 0 ? t('nothing') : lines.join(' · ')}
    </span>
  )
}

/** Says from outside that something inside needs a look. */
function SectionMark({ id }: { id: LaunchSectionId }) {
  const t = useTranslations('launchPage')
  const { errors } = useFormState<LaunchValues>()
  const { preview } = useLaunchCheck()
  const ofFields = Object.keys(errors).filter((field) => findSection(field) === id).length
  const ofCheck =
    preview?.findings.filter(({ field, level }) => level === 'refusal' && field !== null && findSection(field) === id)
      .length ?? 0
  const count = Math.max(ofFields, ofCheck)
  if (count === 0) return null
  return (
    <span className="inline-flex shrink-0 items-center gap-1.5 text-table font-medium text-danger">
      <CircleAlert aria-hidden className="size-4" />
      {t('problems', { count })}
    </span>
  )
}
