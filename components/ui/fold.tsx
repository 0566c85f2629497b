import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'

/** Details that most readers do not need: a raw answer, an explanation. */
export function Fold({ summary, children }: { summary: string; children: ReactNode }) {
  return (
    <details className="group/fold">
      <summary className="inline-flex min-h-6 list-none items-center gap-1 rounded-item text-quiet hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 shrink-0 transition-transform group-open/fold:rotate-90" />
        {summary}
      </summary>
      <div className="mt-2">{children}</div>
    </details>
  )
}
