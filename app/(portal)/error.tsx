'use client'

import { PageProblemView } from '#components/feedback/page-problem.tsx'

/** Inside the frame, which stays usable. */
export default function PortalError({ error, retry }: { error: unknown; retry: () => void }) {
  return <PageProblemView error={error} retry={retry} />
}
