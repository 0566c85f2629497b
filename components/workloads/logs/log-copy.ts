import type { LogItem } from './log-item.ts'
import { formatLineTime } from './line-time.ts'
import { toLabel } from './log-row.tsx'
import type { LogLook } from './log-row.tsx'
import { toPlainText } from './log-text.ts'

/** The lines as they are seen, for the clipboard. */
export function toLogText(
  items: readonly LogItem[],
  look: Pick<LogLook, 'hasTimes' | 'hasSources' | 'prefix'>,
): string {
  return items
    .flatMap((item) => {
      if (item.kind !== 'line') return []
      const parts = [
        ...(look.hasTimes ? [formatLineTime(item.time)] : []),
        ...(look.hasSources ? [toLabel(item.source, look.prefix)] : []),
        toPlainText(item.text),
      ]
      return [parts.join(' ')]
    })
    .join('\n')
}
