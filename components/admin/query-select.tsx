'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { Select, type SelectOption } from '#components/ui/select.tsx'

interface QuerySelectProps {
  /** Of the choice in the address. */
  name: string
  label: string
  /** The first one stands for no choice. */
  options: SelectOption[]
}

/** A filter of a list that the server makes; it stands in the address, and a change begins at the first page. */
export function QuerySelect({ name, label, options }: QuerySelectProps) {
  const pathname = usePathname()
  const query = useSearchParams()
  const router = useRouter()
  const change = (value: string) => {
    const next = new URLSearchParams(query)
    if (value === options[0]?.value) next.delete(name)
    else next.set(name, value)
    next.delete('page')
    const text = next.toString()
    router.replace(text === '' ? pathname : `${pathname}?${text}`, { scroll: false })
  }
  return (
    <Select
      aria-label={label}
      className="w-44 max-sm:grow"
      value={query.get(name) ?? options[0]?.value}
      options={options}
      onChange={(event) => change(event.target.value)}
    />
  )
}
