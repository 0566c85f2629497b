'use client'

import { useTranslations } from 'next-intl'
import { type ReactNode, type SubmitEvent, useId, useState } from 'react'
import { Button } from '#components/ui/button.tsx'
import { Dialog } from '#components/ui/dialog.tsx'
import { Link } from '#components/ui/link.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { Banner } from './banner.tsx'
import { ProblemDetails, type ProblemDetailsProps } from './problem-details.tsx'

export interface Dependent {
  /** The plain word for what it is: "Workload". */
  kind: string
  name: string
  href?: string
  /** How it depends: "mounts it since Monday". */
  note?: ReactNode
}

interface ConfirmByNameProps {
  isOpen: boolean
  onOpenChange: (isOpen: boolean) => void
  /** "Delete alice-notebook" */
  title: string
  /** What has to be typed in. */
  name: string
  /** What will happen, sentence by sentence. */
  consequences: ReactNode[]
  /** Who uses it. With `isBlocked` they have to let go first, otherwise they are told what happens to them. */
  dependents?: Dependent[]
  isBlocked?: boolean
  /** What to do about them, where stopping them is not enough. */
  blockedText?: string
  /** The button: "Delete volume". */
  confirmLabel: string
  /** Does it; null when it worked, otherwise what went wrong. */
  onConfirm: () => Promise<ConfirmProblem | null>
}

interface ConfirmProblem extends ProblemDetailsProps {
  message: string
  /** Sentences by field, of which there is only the confirmation here; more exact than the message. */
  fields?: Record<string, string>
}

/** For what cannot be undone: it says what happens, who is affected, and asks for the name. */
export function ConfirmByName(props: ConfirmByNameProps) {
  const t = useTranslations('states.confirm')
  const formId = useId()
  const [isBusy, setIsBusy] = useState(false)
  const { isOpen, onOpenChange, title, isBlocked = false, confirmLabel } = props
  const [typed, setTyped] = useState('')
  const isTyped = typed.trim() === props.name
  const change = (next: boolean) => {
    if (!next) setTyped('')
    onOpenChange(next)
  }
  return (
    <Dialog
      isOpen={isOpen}
      onOpenChange={change}
      isDismissable={!isBusy}
      title={title}
      footer={
        <>
          <Button onClick={() => change(false)}>{isBlocked ? t('back') : t('cancel')}</Button>
          {!isBlocked && (
            <Button
              type="submit"
              form={formId}
              variant="danger"
              isBusy={isBusy}
              disabledReason={isTyped ? null : t('typeFirst', { name: props.name })}
            >
              {confirmLabel}
            </Button>
          )}
        </>
      }
    >
      <ConfirmContent
        {...props}
        formId={formId}
        typed={typed}
        onType={setTyped}
        isBusy={isBusy}
        onBusy={setIsBusy}
        isTyped={isTyped}
        onDone={() => change(false)}
      />
    </Dialog>
  )
}

interface ConfirmContentProps extends ConfirmByNameProps {
  formId: string
  typed: string
  onType: (text: string) => void
  isTyped: boolean
  isBusy: boolean
  onBusy: (isBusy: boolean) => void
  onDone: () => void
}

function ConfirmContent(props: ConfirmContentProps) {
  const { name, consequences, dependents = [], isBlocked = false, formId, isTyped, isBusy } = props
  const t = useTranslations('states.confirm')
  const inputId = useId()
  const [problem, setProblem] = useState<ConfirmProblem | null>(null)

  const confirm = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!isTyped || isBusy) return
    props.onBusy(true)
    try {
      const found = await props.onConfirm()
      setProblem(found)
      if (!found) props.onDone()
    } finally {
      props.onBusy(false)
    }
  }
  const typedName = <span className="font-mono text-table break-all">{name}</span>
  return (
    <div className="grid gap-4">
      {problem && (
        <Banner tone="danger" role="alert">
          <p>{Object.values(problem.fields ?? {})[0] ?? problem.message}</p>
          <ProblemDetails requestId={problem.requestId} raw={problem.raw} />
        </Banner>
      )}
      {isBlocked && <Banner tone="warning">{props.blockedText ?? t('blocked')}</Banner>}
      {!isBlocked && (
        <ul className="grid list-disc gap-1.5 ps-5 marker:text-quiet">
          {consequences.map((consequence, index) => (
            <li key={index}>{consequence}</li>
          ))}
        </ul>
      )}
      <DependentList dependents={dependents} isBlocked={isBlocked} />
      {!isBlocked && (
        <form id={formId} onSubmit={(event) => void confirm(event)} className="grid gap-1.5">
          <label htmlFor={inputId} className="font-medium">
            {t.rich('type', { name: () => typedName })}
          </label>
          <TextInput
            id={inputId}
            isMono
            autoComplete="off"
            value={props.typed}
            onChange={(event) => props.onType(event.target.value)}
          />
        </form>
      )}
    </div>
  )
}

function DependentList({ dependents, isBlocked }: { dependents: Dependent[]; isBlocked: boolean }) {
  const t = useTranslations('states.confirm')
  if (dependents.length === 0) return null
  return (
    <div>
      <h3 className="mb-1.5 font-medium">{isBlocked ? t('usedBy') : t('affected')}</h3>
      <ul className="divide-y divide-line rounded-box border border-line">
        {dependents.map((dependent) => (
          <li key={`${dependent.kind}/${dependent.name}`} className="flex flex-wrap items-baseline gap-x-2 px-3 py-2">
            <span className="text-quiet">{dependent.kind}</span>
            {dependent.href ? (
              <Link href={dependent.href} className="font-mono text-table break-all">
                {dependent.name}
              </Link>
            ) : (
              <span className="font-mono text-table break-all">{dependent.name}</span>
            )}
            {dependent.note && <span className="text-table text-quiet">{dependent.note}</span>}
          </li>
        ))}
      </ul>
    </div>
  )
}
