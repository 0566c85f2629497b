import type { ReactNode } from 'react'
import { Brand } from './brand.tsx'
import { LookSelects } from './look-selects.tsx'
import { SkipLink } from './skip-link.tsx'

/** The frame of pages for everybody: sign-in, errors, what does not exist. */
export function PublicFrame({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <SkipLink />
      <header className="border-b border-line">
        <div className="mx-auto flex h-14 max-w-page items-center justify-between gap-4 px-4 sm:px-6">
          <Brand />
          <LookSelects />
        </div>
      </header>
      <main
        id="content"
        tabIndex={-1}
        className="mx-auto w-full max-w-page grow px-4 py-10 outline-none sm:px-6 sm:py-14"
      >
        {children}
      </main>
    </div>
  )
}
