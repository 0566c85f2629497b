import { useLocale, useTranslations } from 'next-intl'
import { memo } from 'react'
import type { ReactNode } from 'react'
import { classNames } from '#components/ui/class-names.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import type { LogSource } from '#lib/workloads/schema-logs.ts'
import type { LogItem } from './log-item.ts'
import { formatLineTime } from './line-time.ts'
import { markMatches } from './log-search.ts'
import { toSpans } from './log-text.ts'

export interface LogLook {
  hasTimes: boolean
  isWrapped: boolean
  /** Lines of several logs stand among each other. */
  hasSources: boolean
  /** What all pods' names begin with. */
  prefix: string
  query: string
}

/** What tells the logs of several pods apart at a glance; the name stands beside it. */
const SOURCE_CLASSES = ['text-log-cyan', 'text-log-magenta', 'text-log-blue', 'text-log-green', 'text-log-yellow']

/** One line, or what is said between lines. Everything is text, whatever stands in it. */
export const LogRow = memo(function LogRow({
  item,
  look,
  isCurrent,
}: {
  item: LogItem
  look: LogLook
  isCurrent: boolean
}) {
  if (item.kind === 'line') return <Line item={item} look={look} isCurrent={isCurrent} />
  return item.kind === 'skipped' ? <Skipped count={item.count} /> : <Mark item={item} look={look} />
})

function Line({
  item,
  look,
  isCurrent,
}: {
  item: Extract<LogItem, { kind: 'line' }>
  look: LogLook
  isCurrent: boolean
}) {
  const t = useTranslations('workloadLogs')
  const locale = useLocale()
  const { source, time, text, fullBytes } = item
  const pieces = markMatches(toSpans(text), look.query)
  return (
    <div
      className={classNames(
        'flex gap-3 px-3',
        // Beside it, nothing would be left for the line in a narrow window.
        look.isWrapped && 'max-sm:flex-wrap max-sm:gap-y-0',
        isCurrent && 'bg-accent-soft',
      )}
    >
      {look.hasTimes && <span className="shrink-0 text-quiet select-none">{formatLineTime(time)}</span>}
      {look.hasSources && (
        <span className={classNames('shrink-0 select-none', toSourceClass(source))}>
          {toLabel(source, look.prefix)}
        </span>
      )}
      {/* Each line for itself: letters that change the direction of writing end with it. */}
      <bdi
        dir="ltr"
        className={look.isWrapped ? 'min-w-0 wrap-anywhere whitespace-pre-wrap max-sm:basis-full' : 'whitespace-pre'}
      >
        {pieces.map(({ text: piece, className, isMatch }, place) =>
          isMatch ? (
            <mark key={place} className="rounded-item bg-warning-soft text-ink outline outline-warning">
              {piece}
            </mark>
          ) : className === '' ? (
            piece
          ) : (
            <span key={place} className={className}>
              {piece}
            </span>
          ),
        )}
        {fullBytes !== null && (
          <span className="ms-2 font-sans text-warning">{t('cut', { size: formatBytes(fullBytes, locale) })}</span>
        )}
      </bdi>
    </div>
  )
}

function Skipped({ count }: { count: number }) {
  const t = useTranslations('workloadLogs')
  const locale = useLocale()
  return <Note className="text-warning">{t('skipped', { count, text: formatCount(count, locale) })}</Note>
}

function Mark({ item, look }: { item: Extract<LogItem, { kind: 'mark' }>; look: LogLook }) {
  const t = useTranslations('workloadLogs.marks')
  const { mark, from, exitCode, reason, at } = item
  const name = look.hasSources ? toLabel(from, look.prefix) : from.container
  const isBad = exitCode !== null && exitCode !== 0
  return (
    <Note className={mark === 'unreachable' || isBad ? 'text-danger' : 'text-quiet'}>
      {exitCode !== null && (mark === 'ended' || mark === 'restarted')
        ? t(`${mark}WithCode`, { name, code: exitCode })
        : t(mark, { name })}
      {reason !== '' && reason !== 'Completed' && reason !== 'Error' && ` · ${reason}`}
      {look.hasTimes && at !== null && ` · ${formatLineTime(at)}`}
    </Note>
  )
}

function Note({ className, children }: { className: string; children: ReactNode }) {
  return (
    <div
      className={classNames(
        'flex items-center gap-3 px-3 font-sans before:h-px before:w-4 before:bg-line-strong after:h-px after:min-w-4 after:grow after:bg-line',
        className,
      )}
    >
      <span>{children}</span>
    </div>
  )
}

export function toLabel({ pod, container }: LogSource, prefix: string): string {
  const short = pod.startsWith(prefix) ? pod.slice(prefix.length) : pod
  return `${short} ${container}`
}

function toSourceClass({ pod, container }: LogSource): string {
  let sum = 0
  for (const letter of pod + container) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973
  return SOURCE_CLASSES[sum % SOURCE_CLASSES.length] ?? ''
}
