'use client'

import { Toast } from '@base-ui/react/toast'
import { Check, CircleAlert, Info, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useEffect } from 'react'
import { getButtonClass } from '#components/ui/button-class.ts'
import { classNames } from '#components/ui/class-names.ts'
import { subscribeToToasts, takeQueuedToasts, type ToastOptions } from './toast-queue.ts'

interface ToastData {
  tone: keyof typeof ICONS
}

/** Nobody has to answer a toast, whatever the primitive says. */
const NO_DIALOG = { role: 'group', 'aria-modal': undefined }

const SHOWN_MS = 6000
/** Time to notice a mistake and to reach the button. */
const WITH_UNDO_MS = 10_000

const ICONS = {
  good: <Check aria-hidden className="text-good" />,
  neutral: <Info aria-hidden className="text-quiet" />,
  danger: <CircleAlert aria-hidden className="text-danger" />,
}

export default function ToastViewport() {
  return (
    <Toast.Provider limit={3}>
      <Queue />
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-4 bottom-4 z-60 grid gap-2 sm:start-auto sm:w-88">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  )
}

/** Inside the provider and not over a manager of its own, which would lose what comes before the provider listens. */
function Queue() {
  const t = useTranslations('states.toast')
  const undoLabel = t('undo')
  const { add, close } = Toast.useToastManager<ToastData>()
  useEffect(() => {
    const show = ({ title, description, tone = 'good', onUndo, action }: ToastOptions) => {
      const button = onUndo ? { label: undoLabel, onPress: onUndo } : action
      const id = add({
        title,
        description,
        data: { tone },
        timeout: tone === 'danger' ? 0 : button ? WITH_UNDO_MS : SHOWN_MS,
        actionProps: button && {
          children: button.label,
          onClick: () => {
            close(id)
            button.onPress()
          },
        },
      })
    }
    const drain = () => {
      for (const options of takeQueuedToasts()) show(options)
    }
    drain()
    return subscribeToToasts(drain)
  }, [add, close, undoLabel])
  return null
}

function ToastList() {
  const t = useTranslations('ui')
  const { toasts } = Toast.useToastManager<ToastData>()
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      {...NO_DIALOG}
      swipeDirection={['right', 'down']}
      className={classNames(
        'rounded-box border border-line bg-surface text-ink shadow-float transition-[opacity,translate] data-limited:hidden',
        'data-starting-style:translate-y-2 data-starting-style:opacity-0 data-ending-style:opacity-0',
      )}
    >
      <Toast.Content className="flex items-start gap-3 py-2.5 ps-4 pe-2 [&>svg]:mt-1.5 [&>svg]:size-4 [&>svg]:shrink-0">
        {ICONS[toast.data?.tone ?? 'neutral']}
        <div className="min-w-0 grow py-1">
          <Toast.Title className="font-medium break-words" />
          <Toast.Description className="text-table text-pretty text-quiet empty:hidden" />
        </div>
        <Toast.Action className={classNames(getButtonClass({ size: 'small' }), 'empty:hidden')} />
        <Toast.Close
          aria-label={t('close')}
          aria-hidden={undefined}
          className={getButtonClass({ variant: 'ghost', size: 'small', isIconOnly: true })}
        >
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ))
}
