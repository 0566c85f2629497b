import { CircleAlert } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { ProblemDetails, type ProblemDetailsProps } from './problem-details.tsx'

interface ErrorStateProps extends ProblemDetailsProps {
  /** What did not work: "The volumes could not be read". */
  title?: string
  /** One sentence for a person, with the cure. */
  message: ReactNode
  /** A button that tries again, a way on. */
  action?: ReactNode
}

/** In place of what could not be shown. */
export function ErrorState({ title, message, action, ...details }: ErrorStateProps) {
  const t = useTranslations('states.problem')
  return (
    <div role="alert" className="grid justify-items-center gap-1 px-4 py-10 text-center">
      <span aria-hidden className="mb-2 grid size-10 place-items-center rounded-full bg-danger-soft text-danger">
        <CircleAlert className="size-5" />
      </span>
      <p className="font-semibold">{title ?? t('title')}</p>
      <p className="max-w-text text-pretty text-quiet">{message}</p>
      {action && <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div>}
      <div className="mt-4 w-full max-w-text text-start">
        <div className="mx-auto w-fit max-w-full">
          <ProblemDetails {...details} />
        </div>
      </div>
    </div>
  )
}
