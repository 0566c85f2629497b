import type { ReactNode } from 'react'

export interface KeyValue {
  label: string
  value: ReactNode
}

/** Facts about one thing, label by label. */
export function KeyValueList({ items }: { items: KeyValue[] }) {
  return (
    <dl className="grid gap-x-6 gap-y-2.5 sm:grid-cols-[minmax(8rem,auto)_1fr]">
      {items.map(({ label, value }) => (
        <div key={label} className="grid gap-0.5 sm:col-span-2 sm:grid-cols-subgrid">
          <dt className="text-quiet">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
