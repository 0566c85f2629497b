'use client'

import { useTranslations } from 'next-intl'
import { useRef } from 'react'
import type { UploadItem } from './upload-item.ts'
import type { UploadQueue } from './upload-queue.ts'
import { UploadRow } from './upload-row.tsx'
import { SCROLL_BOX, useScrollSight } from './use-scroll-sight.ts'
import { getVisibleRows } from './visible-range.ts'

const ROW_PX = 56

/** Every upload; thousands of rows, of which only those in sight are drawn. */
export function UploadList({ queue, items }: { queue: UploadQueue; items: readonly UploadItem[] }) {
  const t = useTranslations('files.upload')
  const box = useRef<HTMLElement>(null)
  const { topPx, heightPx } = useScrollSight(box)
  const { first, end } = getVisibleRows({ scrollPx: topPx, heightPx, rowPx: ROW_PX, count: items.length })
  return (
    <section
      {...SCROLL_BOX}
      ref={box}
      aria-label={t('list')}
      className="min-h-0 grow basis-56 overflow-y-auto border-t border-line focus-visible:-outline-offset-2"
    >
      <ul className="relative" style={{ height: items.length * ROW_PX }}>
        {items.slice(first, end).map((item, index) => (
          <li
            key={item.id}
            aria-setsize={items.length}
            aria-posinset={first + index + 1}
            className="absolute inset-x-0 h-14 border-b border-line"
            style={{ top: (first + index) * ROW_PX }}
          >
            <UploadRow queue={queue} item={item} />
          </li>
        ))}
      </ul>
    </section>
  )
}
