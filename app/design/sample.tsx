import type { ReactNode } from 'react'

export function SampleSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="mb-4 text-title font-semibold">{title}</h2>
      <div className="grid grid-cols-1 gap-6">{children}</div>
    </section>
  )
}

export function Sample({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-2 text-table text-quiet">{title}</h3>
      {children}
    </div>
  )
}
