'use client'

import { usePathname, useRouter, useSearchParams } from 'next/navigation'
import { useEffect, useMemo, useRef, useState, useTransition } from 'react'
import { formatTableQuery, parseTableState, type TableDefinition, type TableState } from './table-state.ts'

const WRITE_DELAY_MS = 250
const KNOWN_MAX = 50

interface TableAddress {
  state: TableState
  /** True while the server makes another page of the list. */
  isPending: boolean
  change: (change: Partial<TableState>) => void
  /** Follows typing at once and writes the address when it pauses. */
  search: (text: string) => void
  getHref: (change: Partial<TableState>) => string
}

/** What stands in the field, which the address follows a moment later. */
interface TypedSearch {
  text: string
  /** What the address may say meanwhile. Anything else comes from elsewhere (somebody went back) and counts. */
  known: string[]
}

/** A table's state, kept in the address. With `isOnServer` a change of the address asks the server for the new list. */
export function useTableState(definition: TableDefinition, isOnServer: boolean): TableAddress {
  const query = useSearchParams()
  const pathname = usePathname()
  const router = useRouter()
  const [isPending, startTransition] = useTransition()
  const written = useMemo(() => parseTableState(query, definition), [query, definition])
  const [typed, setTyped] = useState<TypedSearch | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => () => clearTimeout(timer.current), [])

  const isTyping = typed !== null && typed.known.includes(written.search)
  const state = isTyping && typed.text !== written.search ? { ...written, search: typed.text, page: 1 } : written
  const getHref = (change: Partial<TableState>) =>
    `${pathname}${formatTableQuery({ ...state, ...change }, definition, new URLSearchParams(query))}`

  const type = (text: string) => {
    const known = [...(isTyping ? typed.known : [written.search]), text]
    setTyped({ text, known: known.slice(-KNOWN_MAX) })
  }
  const change = (part: Partial<TableState>) => {
    clearTimeout(timer.current)
    timer.current = undefined
    if (part.search !== undefined) type(part.search)
    const href = getHref(part)
    const isNewPage = part.page !== undefined && part.page !== state.page
    if (isOnServer) startTransition(() => router[isNewPage ? 'push' : 'replace'](href, { scroll: false }))
    // Next.js follows the browser's own history, so that all who read the address see the change.
    else window.history[isNewPage ? 'pushState' : 'replaceState'](null, '', href)
  }
  const search = (text: string) => {
    type(text)
    clearTimeout(timer.current)
    timer.current = setTimeout(() => change({ search: text, page: 1 }), WRITE_DELAY_MS)
  }
  return { state, isPending, change, search, getHref }
}
