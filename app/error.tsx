'use client'

import { PageProblemView } from '#components/feedback/page-problem.tsx'
import { LeanFrame } from '#components/layout/lean-frame.tsx'

/** When not even the frame can be made: nothing is known of the cluster, or sign-in fails. */
export default function RootError({ error, retry }: { error: unknown; retry: () => void }) {
  return (
    <LeanFrame>
      <PageProblemView error={error} retry={retry} />
    </LeanFrame>
  )
}
