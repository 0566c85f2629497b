'use client'

import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual'
import type { Range } from '@tanstack/react-virtual'
import { ArrowDown } from 'lucide-react'
import { useLocale, useTranslations } from 'next-intl'
import { memo, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { formatCount } from '#lib/format.ts'
import { countBlocks, getBlockAt, LogBlock, toBlock } from './log-block.tsx'
import type { LogLook } from './log-row.tsx'
import type { LogStore } from './log-store.ts'

const ROW_PX = 20
/** So near to the end counts as being there. */
const END_PX = 24
const OVERSCAN_BLOCKS = 1

/** Nothing in it can be focused, and its keys scroll it. */
const STOP = { tabIndex: 0 }

interface LogListProps {
  label: string
  store: LogStore
  version: number
  look: LogLook
  isFollowing: boolean
  onFollow: (isFollowing: boolean) => void
  /** The number of the line that the search stands at; shown when it changes. */
  current: number | null
}

/** Any number of lines, of which those in view are drawn. It follows the end until somebody scrolls away from it. */
export const LogList = memo(function LogList(props: LogListProps) {
  const { label, store, version, look, isFollowing, onFollow, current } = props
  const t = useTranslations('workloadLogs')
  const locale = useLocale()
  const { buffer } = store
  const scroller = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const shownFirst = useRef(0)
  const { length, firstNumber, nextNumber } = buffer
  const blocks = useVirtualizer({
    count: countBlocks(buffer),
    getScrollElement: () => scroller.current,
    estimateSize: (place) => getBlockAt(buffer, place).length * ROW_PX,
    overscan: OVERSCAN_BLOCKS,
    // Where it will be in a moment: a burst of lines would leave the window empty until the scrolling is noticed.
    rangeExtractor: (range) => defaultRangeExtractor(isFollowing ? toEnd(range, scroller.current) : range),
    // Wrapped lines have heights of their own, which stay theirs when older lines leave. Another function has the heights
    // added up again.
    getItemKey: useCallback(
      (place: number) => toBlock(getBlockAt({ firstNumber, nextNumber }, place).from),
      [firstNumber, nextNumber],
    ),
  })
  const heightPx = blocks.getTotalSize()

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    if (isFollowing) element.scrollTop = element.scrollHeight
    // The oldest lines are gone: what somebody reads stays where it is.
    else if (firstNumber > shownFirst.current) {
      element.scrollTop -= (firstNumber - shownFirst.current) * (length > 0 ? heightPx / length : ROW_PX)
    }
    shownFirst.current = firstNumber
    lastTop.current = element.scrollTop
  }, [version, heightPx, isFollowing, firstNumber, length])

  const { scrollToIndex, measure } = blocks
  useEffect(() => measure(), [measure, look.isWrapped, look.hasTimes, look.hasSources])
  useEffect(() => {
    if (current === null) return
    scrollToIndex(toBlock(current) - toBlock(buffer.firstNumber), { align: 'center' })
    // The line itself is drawn a moment later.
    const frame = requestAnimationFrame(() => {
      scroller.current?.querySelector(`[data-line="${current}"]`)?.scrollIntoView({ block: 'center' })
    })
    return () => cancelAnimationFrame(frame)
  }, [current, scrollToIndex, buffer])

  const unseen = useUnseen(buffer.nextNumber, isFollowing)
  const onScroll = () => {
    const element = scroller.current
    if (!element) return
    const isAtEnd = element.scrollTop + element.clientHeight >= element.scrollHeight - END_PX
    if (isFollowing && element.scrollTop < lastTop.current - 1 && !isAtEnd) onFollow(false)
    else if (!isFollowing && isAtEnd && element.scrollTop > lastTop.current) onFollow(true)
    lastTop.current = element.scrollTop
  }
  return (
    <div className="relative min-h-0 grow">
      <div
        ref={scroller}
        role="log"
        aria-label={label}
        // A flood read aloud would hide everything else; the lines are reached by the keys of the reader.
        aria-live="off"
        {...STOP}
        onScroll={onScroll}
        className="h-full overflow-auto overscroll-contain bg-surface py-2 font-mono text-table leading-5 focus-visible:-outline-offset-2"
      >
        <div className="relative min-w-full" style={{ height: heightPx }}>
          {blocks.getVirtualItems().map(({ index, key, start }) => {
            const { from, length: lines } = getBlockAt(buffer, index)
            return (
              <div
                key={key}
                ref={look.isWrapped ? blocks.measureElement : undefined}
                data-index={index}
                className={look.isWrapped ? 'absolute inset-x-0 top-0' : 'absolute start-0 top-0 min-w-full'}
                style={{ transform: `translateY(${start}px)` }}
              >
                <LogBlock
                  buffer={buffer}
                  from={from}
                  length={lines}
                  look={look}
                  current={current !== null && toBlock(current) === key ? current : null}
                />
              </div>
            )
          })}
        </div>
      </div>
      {!isFollowing && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 grid place-items-center">
          <Button
            size="small"
            className="pointer-events-auto shadow-float"
            icon={<ArrowDown />}
            onClick={() => onFollow(true)}
          >
            {unseen === 0 ? t('toEnd') : t('newLines', { count: unseen, text: formatCount(unseen, locale) })}
          </Button>
        </div>
      )}
    </div>
  )
})

function toEnd(range: Range, element: HTMLElement | null): Range {
  const seen = toBlock(Math.ceil((element?.clientHeight ?? 0) / ROW_PX)) + 1
  return { ...range, startIndex: Math.max(0, range.count - 1 - seen), endIndex: Math.max(0, range.count - 1) }
}

/** How many lines came since somebody left the end. */
function useUnseen(nextNumber: number, isFollowing: boolean): number {
  const [leftAt, setLeftAt] = useState<number | null>(null)
  if (isFollowing && leftAt !== null) setLeftAt(null)
  if (!isFollowing && leftAt === null) setLeftAt(nextNumber)
  return leftAt === null ? 0 : Math.max(0, nextNumber - leftAt)
}
