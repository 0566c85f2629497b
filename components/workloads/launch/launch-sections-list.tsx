'use client'

import { useWatch } from 'react-hook-form'
import { Part } from '#components/ui/part.tsx'
import { LaunchSection } from './launch-section.tsx'
import { type LaunchSectionId, listSections } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'
import { ProgramSection } from './program-section.tsx'

const loadContent = () => import('./section-content.tsx')
const loadNetwork = () => import('./network-section.tsx')

/** Everything beyond name and size, folded. */
export function LaunchSectionsList() {
  const kind = useWatch<LaunchValues, 'kind'>({ name: 'kind' })
  // Ahead of the first press; when it fails, that press tries again.
  const prepare = () => void Promise.allSettled([loadContent(), loadNetwork()])
  return (
    <div onPointerEnter={prepare} onFocus={prepare}>
      {listSections(kind).map((id) => (
        <LaunchSection key={id} id={id}>
          <Content id={id} />
        </LaunchSection>
      ))}
    </div>
  )
}

/** Two are open from the beginning for what is made from scratch, and do not wait for all others. */
function Content({ id }: { id: LaunchSectionId }) {
  if (id === 'program') return <ProgramSection />
  return id === 'network' ? <Part load={loadNetwork} /> : <Part load={loadContent} id={id} />
}
