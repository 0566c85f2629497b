import type { ReactNode } from 'react'
import { Brand } from './brand.tsx'
import type { ShellModel } from './shell-model.ts'
import { Sidebar } from './sidebar.tsx'
import { SkipLink } from './skip-link.tsx'
import { TopBar } from './top-bar.tsx'

interface AppShellProps {
  model: ShellModel
  /** A QuotaChip, or nothing. */
  quotaChip?: ReactNode
  /** Session and stale banners; above the content of every page. */
  banners?: ReactNode
  /** A server action or a function of the browser. */
  onSignOut: () => void | Promise<void>
  children: ReactNode
}

/** The frame of every page for people who are signed in. A page that needs the whole width has `data-wide` on an element. */
export function AppShell({ model, quotaChip, banners, onSignOut, children }: AppShellProps) {
  return (
    <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)]">
      <SkipLink />
      <aside className="sticky top-0 hidden h-dvh flex-col border-e border-line lg:flex">
        <div className="flex h-14 shrink-0 items-center px-5">
          <Brand />
        </div>
        <div className="relative min-h-0 grow overflow-y-auto px-3 pt-1 pb-6">
          <Sidebar model={model} />
        </div>
      </aside>
      <div className="flex min-h-dvh min-w-0 flex-col">
        <TopBar model={model} quotaChip={quotaChip} onSignOut={onSignOut} />
        <main
          id="content"
          tabIndex={-1}
          className="mx-auto w-full max-w-page grow px-4 pt-6 pb-16 outline-none has-data-wide:max-w-none sm:px-6"
        >
          {/* Only what says something takes room: pages do not move when the empty ones wake up. */}
          {banners && <div className="*:not-empty:mb-3">{banners}</div>}
          {children}
        </main>
      </div>
    </div>
  )
}
