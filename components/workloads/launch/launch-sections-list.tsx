'use client'

import { useEffect } from 'react'
import { useWatch } from 'react-hook-form'
import { Part } from '#components/ui/part.tsx'
import { LaunchSection } from './launch-section.tsx'
import { listSections } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { ProgramSection } from './program-section.tsx'

const loadContent = () => import('./section-content.tsx')

/** Everything beyond name and size, folded. */
export function LaunchSectionsList() {
  const kind = useWatch<LaunchValues, 'kind'>({ name: 'kind' })
  useEffect(() => {
    // Ahead of the first press; when it fails, that press tries again.
    loadContent().catch(() => {})
  }, [])
  return listSections(kind).map((id) => (
    <LaunchSection key={id} id={id}>
      {/* Open from the beginning for what is made from scratch. */}
      {id === 'program' ? <ProgramSection /> : <Part load={loadContent} id={id} />}
    </LaunchSection>
  ))
}
