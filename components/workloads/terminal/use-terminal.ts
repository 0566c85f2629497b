'use client'

import { type RefObject, useEffect, useEffectEvent, useState } from 'react'
import type { ErrorView } from '#lib/http/result.ts'
import { createTerminalTicket } from '#lib/workloads/actions.ts'
import { createTerminal } from './create-terminal.ts'
import type { ScreenOptions, TerminalScreen } from './create-terminal.ts'
import { keepSession, readKeptSession } from './kept-session.ts'
import type { TerminalPlace } from './kept-session.ts'
import { TerminalLink } from './terminal-link.ts'
import type { TerminalEnd } from './terminal-link.ts'

export type TerminalState =
  | { name: 'opening' | 'open' | 'lost' }
  | { name: 'ended'; how: TerminalEnd; exitCode: number | null; problem: ErrorView | null }

export interface OpenTerminal {
  state: TerminalState
  /** Types, as a key of a keyboard would. */
  type: (text: string) => void
  focus: () => void
  startAgain: () => void
}

/** Opens a terminal in the box for as long as the component is there. */
export function useTerminal(
  box: RefObject<HTMLElement | null>,
  place: TerminalPlace,
  screenOptions: ScreenOptions,
): OpenTerminal {
  const [attempt, setAttempt] = useState(0)
  const [state, setState] = useState<TerminalState>({ name: 'opening' })
  const [open, setOpen] = useState<{ screen: TerminalScreen; link: TerminalLink } | null>(null)
  const key = JSON.stringify([place, attempt])
  const leave = useEffectEvent(() => screenOptions.onLeave())
  const start = useEffectEvent(async (element: HTMLElement, signal: AbortSignal) => {
    const screen = await createTerminal(element, { ...screenOptions, onLeave: () => leave() })
    if (signal.aborted) {
      screen.dispose()
      return
    }
    const link = connect(screen, place, setState)
    signal.addEventListener('abort', () => {
      link.close()
      screen.dispose()
    })
    setOpen({ screen, link })
    screen.terminal.focus()
  })
  useEffect(() => {
    const closing = new AbortController()
    // Later, because a component that is drawn and taken away at once would leave a shell behind.
    const timer = setTimeout(() => {
      setState({ name: 'opening' })
      if (box.current) void start(box.current, closing.signal)
    }, 0)
    return () => {
      clearTimeout(timer)
      closing.abort()
      setOpen(null)
    }
  }, [box, key])
  const { isReadAloud } = screenOptions
  useEffect(() => {
    open?.screen.setReadAloud(isReadAloud)
  }, [open, isReadAloud])
  return {
    state,
    type: (text) => open?.screen.terminal.input(text),
    focus: () => open?.screen.terminal.focus(),
    startAgain: () => setAttempt((number) => number + 1),
  }
}

function connect(
  { terminal }: TerminalScreen,
  place: TerminalPlace,
  setState: (state: TerminalState) => void,
): TerminalLink {
  let problem: ErrorView | null = null
  const { workload, pod, container } = place
  const link = new TerminalLink({
    getTicket: async () => {
      const { space, kind, name, uid } = workload
      const result = await createTerminalTicket({ space, kind, name, uid, pod, container })
      if (result.ok) return result.value
      problem = result.error
      return null
    },
    kept: readKeptSession(place),
    keep: (session) => keepSession(place, session),
    onStart: (isAgain) => {
      if (isAgain) terminal.reset()
      setState({ name: 'open' })
    },
    onOutput: (bytes) => terminal.write(bytes),
    onLost: () => setState({ name: 'lost' }),
    onEnd: (how, exitCode) => {
      terminal.options.disableStdin = true
      setState({ name: 'ended', how, exitCode, problem })
    },
  })
  terminal.onData((text) => link.send(text))
  terminal.onBinary((text) => link.sendBinary(text))
  terminal.onResize((size) => link.resize(size))
  link.resize({ cols: terminal.cols, rows: terminal.rows })
  return link
}
