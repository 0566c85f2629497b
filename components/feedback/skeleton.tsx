import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { classNames } from '#components/ui/class-names.ts'

/** A grey block of the size that the content will have; give it height and width as classes. */
export function Skeleton({ className }: { className: string }) {
  return <span aria-hidden className={classNames('block animate-breathe rounded-item bg-hover', className)} />
}

/** Says once, to screen readers, that something loads. */
export function Loading({ children }: { children: ReactNode }) {
  const t = useTranslations('states')
  return (
    <div aria-busy="true">
      <output className="sr-only">{t('loading')}</output>
      {children}
    </div>
  )
}

/** As high as PageHeader. */
export function PageHeaderSkeleton() {
  return (
    <div className="mb-6">
      <div className="flex h-8 items-center">
        <Skeleton className="h-5 w-40" />
      </div>
      <div className="mt-1 flex h-5 items-center">
        <Skeleton className="h-3.5 w-72 max-w-full" />
      </div>
    </div>
  )
}

/** As high as a Meter with its text. */
export function MeterSkeleton() {
  return (
    <div>
      <div className="mb-1.5 flex h-5 items-center justify-between gap-4">
        <Skeleton className="h-3.5 w-24" />
        <Skeleton className="h-3.5 w-32" />
      </div>
      <Skeleton className="h-2 rounded-full" />
    </div>
  )
}

/** A card with a title and lines of text. */
export function CardSkeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className="rounded-box border border-line bg-surface p-4 sm:px-5">
      <div className="flex h-5 items-center">
        <Skeleton className="h-3.5 w-32" />
      </div>
      {Array.from({ length: lines }, (_, line) => (
        <div key={line} className="mt-3 flex h-5 items-center">
          <Skeleton className={classNames('h-3.5', line % 2 === 0 ? 'w-full' : 'w-2/3')} />
        </div>
      ))}
    </div>
  )
}
