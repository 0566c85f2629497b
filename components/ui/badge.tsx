import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import { SOFT_TONE, type Tone } from './tone.ts'

/** A short word about a thing: a role, a class, a count. For a state that changes use StateDot. */
export function Badge({ tone = 'neutral', icon, children }: { tone?: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span
      className={classNames(
        'inline-flex h-5 max-w-full items-center gap-1 rounded-item px-1.5 text-table font-medium whitespace-nowrap [&_svg]:size-3.5',
        SOFT_TONE[tone],
      )}
    >
      {icon}
      <span className="truncate">{children}</span>
    </span>
  )
}
