import { useLocale, useTranslations } from 'next-intl'
import { formatBytes } from '#lib/format.ts'
import { toTimeLeft } from './time-left.ts'
import type { UploadFailure } from './upload-item.ts'
import type { UploadView } from './upload-view.ts'

/** The sentences of the tray that are put together from more than one number. */
export function useUploadTexts() {
  const t = useTranslations('files.upload')
  const all = useTranslations('files')
  const locale = useLocale()

  const toTitle = ({ totals, isPaused, hold }: UploadView): string => {
    const { byState, count } = totals
    const done = byState.done + byState.skipped
    const open = byState.waiting + byState.sending + byState.paused + byState.asks
    if (open > 0) {
      const counts = { done, count }
      if (isPaused || (hold === null && byState.waiting + byState.sending + byState.asks === 0))
        return t('titlePaused', counts)
      return hold === null ? t('titleSending', counts) : t('titleHeld', counts)
    }
    if (byState['needs-file'] > 0) return t('titleUnfinished', { count: byState['needs-file'] })
    if (byState.failed > 0) return t('titleFailed', { failed: byState.failed, done })
    return t('titleDone', { count: done })
  }

  const toProgress = ({ totals, bytesPerSecond, secondsLeft }: UploadView): string => {
    const { sentBytes, totalBytes } = totals
    const parts = [t('bytes', { sent: formatBytes(sentBytes, locale), total: formatBytes(totalBytes, locale) })]
    if (bytesPerSecond !== null && bytesPerSecond >= 1) {
      parts.push(t('speed', { amount: formatBytes(Math.round(bytesPerSecond), locale) }))
    }
    if (secondsLeft !== null) {
      const { unit, count } = toTimeLeft(secondsLeft)
      parts.push(t(`left.${unit}`, { count }))
    }
    return parts.join(' · ')
  }

  const toReason = ({ code }: UploadFailure): string => {
    // Codes come from the file server, so the types cannot know them.
    const own = `problems.${code}` as Parameters<typeof t.has>[0]
    if (t.has(own)) return t(own as 'problems.UNEXPECTED')
    const shared = `problems.${code}` as Parameters<typeof all.has>[0]
    return all.has(shared) ? all(shared as 'problems.INTERNAL') : t('problems.UNEXPECTED')
  }

  return { toTitle, toProgress, toReason }
}
