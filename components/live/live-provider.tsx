'use client'

import { QueryClientProvider } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { LiveLink, LiveLinkOptions } from './live-link.ts'
import type { LiveState, LiveWish } from './live-message.ts'
import { createQueries, readFollowersSoon } from './live-queries.ts'
import { patchQueries } from './patch-queries.ts'

export interface LiveStart {
  /** The person's uid: tabs of the same person share one stream. */
  userUid: string
  spaces: readonly SpaceId[]
  /** Where the page begins. */
  position: string
  /** A new one with each rendering on the server. */
  requestId: string
  staleSince: LiveState['staleSince']
}

interface LiveProviderProps {
  start: LiveStart
  renewSession: () => Promise<boolean>
  children: ReactNode
}

/** Adds to what the stream brings, until the returned function is called. */
type Want = (wish: LiveWish) => () => void

const StateContext = createContext<LiveState | null>(null)
const WantContext = createContext<Want | null>(null)

/** When rights change back and forth, pages are not made anew more often than this. */
const REFRESH_EVERY_MS = 3000
const LOAD_AGAIN_MS = 5000

/** Pages are whole without it, so it comes when they are there. Null when the tab has no use for it any more. */
async function loadLink(signal: AbortSignal): Promise<typeof LiveLink | null> {
  while (!signal.aborted) {
    const loaded = await import('./live-link.ts').catch(() => null)
    if (loaded) return signal.aborted ? null : loaded.LiveLink
    await new Promise((resolve) => setTimeout(resolve, LOAD_AGAIN_MS))
  }
  return null
}

/** The one cache of the browser, and the stream that keeps it new. */
export function LiveProvider({ start, renewSession, children }: LiveProviderProps) {
  const { userUid, position, requestId, staleSince } = start
  const router = useRouter()
  const [queries] = useState(createQueries)
  const [state, setState] = useState<LiveState>({ status: 'starting', staleSince })
  const [extra, setExtra] = useState<readonly LiveWish[]>([])
  const link = useRef<LiveLink>(null)
  const spaces = [...new Set([...start.spaces, ...extra.flatMap((wish) => wish.spaces)])].toSorted().join()
  const isAdmin = extra.some((wish) => wish.isAdmin)
  // Where the stream begins is decided once; from then on it knows better than a page.
  const latest = useRef<Omit<LiveLinkOptions, 'onNews' | 'onState'>>(null)
  latest.current = {
    key: userUid,
    origin: '',
    wish: toWish(spaces, isAdmin),
    position,
    staleSince,
    renewSession,
  }

  useEffect(() => {
    let refreshedAtMs = 0
    const onState = (next: LiveState) => {
      setState(next)
      if (next.status !== 'access-changed') return
      const waitMs = Math.max(0, refreshedAtMs + REFRESH_EVERY_MS - Date.now())
      refreshedAtMs = Date.now() + waitMs
      // The page that is made now knows which spaces there are, and asks for those.
      setTimeout(() => router.refresh(), waitMs)
    }
    const closing = new AbortController()
    const open = async (from: Partial<LiveLinkOptions>) => {
      const Link = await loadLink(closing.signal)
      if (!Link || !latest.current) return
      const { origin } = globalThis.location
      link.current = new Link({
        ...latest.current,
        ...from,
        origin,
        onState,
        onNews: (news) => {
          patchQueries(queries, news)
          if (news.kind === 'change') readFollowersSoon(queries, news.change.space)
        },
      })
    }
    const leave = () => link.current?.close()
    const comeBack = (event: PageTransitionEvent) => {
      if (!event.persisted) return
      // Out of the browser's memory of pages: nobody has listened meanwhile.
      patchQueries(queries, { kind: 'resync', position: null })
      void open({ position: null })
    }
    void open({})
    globalThis.addEventListener('pagehide', leave)
    globalThis.addEventListener('pageshow', comeBack)
    return () => {
      globalThis.removeEventListener('pagehide', leave)
      globalThis.removeEventListener('pageshow', comeBack)
      closing.abort()
      leave()
    }
  }, [userUid, queries, router])

  const isFirst = useRef(true)
  useEffect(() => {
    if (!isFirst.current) link.current?.update(toWish(spaces, isAdmin), position)
    isFirst.current = false
    // With each rendering on the server too: after a change of rights it is what the stream waits for.
  }, [spaces, isAdmin, position, requestId])

  const want = useMemo<Want>(
    () => (wish) => {
      setExtra((wishes) => [...wishes, wish])
      return () => setExtra((wishes) => wishes.filter((one) => one !== wish))
    },
    [],
  )
  return (
    <StateContext value={state}>
      <WantContext value={want}>
        <QueryClientProvider client={queries}>{children}</QueryClientProvider>
      </WantContext>
    </StateContext>
  )
}

function toWish(spaces: string, isAdmin: boolean): LiveWish {
  return { spaces: spaces === '' ? [] : (spaces.split(',') as SpaceId[]), isAdmin }
}

function requireProvider<T>(value: T | null): T {
  if (value === null) throw new TypeError('Live data needs a LiveProvider around it')
  return value
}

/** How the stream is doing, and how old what the portal knows is. */
export function useLiveState(): LiveState {
  return requireProvider(useContext(StateContext))
}

/** For pages about more than the person's own spaces: the stream brings these too while the page is shown. */
export function useLiveWish(space: SpaceId | null, isAdmin: boolean): void {
  const want = requireProvider(useContext(WantContext))
  useEffect(() => want({ spaces: space ? [space] : [], isAdmin }), [want, space, isAdmin])
}
