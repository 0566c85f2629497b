import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { classNames } from '#components/ui/class-names.ts'

type BannerTone = 'info' | 'warning' | 'danger'

const LOOKS: Record<BannerTone, { icon: ReactNode; className: string }> = {
  info: { icon: <Info />, className: 'bg-info-soft [&>svg]:text-info' },
  warning: { icon: <TriangleAlert />, className: 'bg-warning-soft [&>svg]:text-warning' },
  danger: { icon: <CircleAlert />, className: 'bg-danger-soft [&>svg]:text-danger' },
}

interface BannerProps {
  tone?: BannerTone
  /** Read aloud at once: something went wrong just now. */
  role?: 'alert'
  /** Read aloud at the next pause, when it appears while the page is open. */
  isNews?: boolean
  actions?: ReactNode
  children: ReactNode
}

/** A sentence about the page or the part below it, with what can be done. */
export function Banner({ tone = 'info', role, isNews = false, actions, children }: BannerProps) {
  return (
    <div
      role={role ?? (isNews ? 'status' : undefined)}
      className={classNames(
        'flex flex-wrap items-start gap-x-3 gap-y-2 rounded-box px-4 py-2.5 [&>svg]:size-4 [&>svg]:shrink-0',
        // With a button beside it, the first line stands at the height of the button's text.
        actions ? '[&>svg]:mt-1.5' : '[&>svg]:mt-0.5',
        LOOKS[tone].className,
      )}
    >
      {LOOKS[tone].icon}
      <div className={classNames('min-w-0 grow basis-60 text-pretty', actions ? 'py-1' : undefined)}>{children}</div>
      {actions && <div className="flex shrink-0 flex-wrap gap-2">{actions}</div>}
    </div>
  )
}
