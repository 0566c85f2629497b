'use client'

import type { ReactNode } from 'react'
import { EnvironmentSection } from './environment-section.tsx'
import { FilesSection } from './files-section.tsx'
import { IdleSection } from './idle-section.tsx'
import type { LaunchSectionId } from './launch-sections.ts'
import { LifetimeSection } from './lifetime-section.tsx'
import { ProbeSection } from './probe-section.tsx'
import { PullSection } from './pull-section.tsx'
import { ScaleSection } from './scale-section.tsx'
import { ScheduleSection } from './schedule-section.tsx'
import { UserSection } from './user-section.tsx'
import { VolumesSection } from './volumes-section.tsx'

type FoldedId = Exclude<LaunchSectionId, 'program' | 'network'>

const CONTENTS: Record<FoldedId, () => ReactNode> = {
  schedule: ScheduleSection,
  volumes: VolumesSection,
  environment: EnvironmentSection,
  files: FilesSection,
  scale: ScaleSection,
  probe: ProbeSection,
  lifetime: LifetimeSection,
  idle: IdleSection,
  pull: PullSection,
  user: UserSection,
}

/** What is folded; its code comes when the page is there. */
export default function SectionContent({ id }: { id: FoldedId }) {
  const Content = CONTENTS[id]
  return <Content />
}
