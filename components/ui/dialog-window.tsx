'use client'

import { Dialog as Base } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { classNames } from './class-names.ts'
import type { DialogProps } from './dialog.tsx'
import { IconButton } from './icon-button.tsx'

type Shape = 'center' | 'left' | 'right' | 'palette'

const FROM_BELOW =
  'max-sm:inset-x-0 max-sm:bottom-0 max-sm:max-h-[92dvh] max-sm:rounded-b-none max-sm:data-starting-style:translate-y-4 max-sm:data-ending-style:translate-y-4'

const SHAPES: Record<Shape, string> = {
  center: classNames(
    'max-h-[calc(100dvh-6rem)] rounded-box sm:top-1/2 sm:left-1/2 sm:-translate-x-1/2 sm:-translate-y-1/2',
    'sm:data-starting-style:scale-98 sm:data-ending-style:scale-98',
    FROM_BELOW,
  ),
  palette:
    'top-4 max-h-[calc(100dvh-2rem)] left-1/2 w-[calc(100vw-2rem)] max-w-xl -translate-x-1/2 rounded-box sm:top-24 sm:max-h-[calc(100dvh-12rem)]',
  left: 'inset-y-0 left-0 w-72 max-w-[85vw] border-y-0 border-l-0 data-starting-style:-translate-x-4 data-ending-style:-translate-x-4',
  right:
    'inset-y-0 right-0 w-[32rem] max-w-full border-y-0 border-r-0 data-starting-style:translate-x-4 data-ending-style:translate-x-4',
}

const WIDTHS = { small: 'sm:w-96', normal: 'sm:w-[32rem]', wide: 'sm:w-[48rem]' }

export default function DialogWindow({
  isOpen,
  onOpenChange,
  title,
  description,
  size = 'normal',
  isDismissable = true,
  footer,
  children,
  shape,
}: DialogProps & { shape: Shape }) {
  const t = useTranslations('ui')
  return (
    <Base.Root open={isOpen} onOpenChange={(next) => (next || isDismissable) && onOpenChange(next)}>
      <Base.Portal>
        {/* As high as the window itself: over a window that was there before, it lies by its place in the document. */}
        <Base.Backdrop className="fixed inset-0 z-50 bg-veil transition-opacity data-starting-style:opacity-0 data-ending-style:opacity-0" />
        <Base.Popup
          className={classNames(
            'fixed z-50 flex flex-col overflow-hidden border border-line bg-surface text-ink shadow-float outline-none',
            'transition-[opacity,translate,scale] data-starting-style:opacity-0 data-ending-style:opacity-0',
            SHAPES[shape],
            shape === 'center' && classNames(WIDTHS[size], 'sm:max-w-[calc(100vw-2rem)]'),
          )}
        >
          {shape === 'palette' ? (
            <Base.Title className="sr-only">{title}</Base.Title>
          ) : (
            <header className="shrink-0 pt-5 pb-3 ps-5 pe-14">
              <Base.Title className="text-title font-semibold text-balance">{title}</Base.Title>
              {description && (
                <Base.Description className="mt-1 text-pretty text-quiet">{description}</Base.Description>
              )}
            </header>
          )}
          <div className={classNames('relative min-h-0 grow overflow-y-auto', shape !== 'palette' && 'px-5 pt-1 pb-5')}>
            {children}
          </div>
          {footer && (
            <footer className="flex shrink-0 flex-wrap items-center justify-end gap-2 border-t border-line px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
              {footer}
            </footer>
          )}
          {/* Last, so that the focus begins in the content. */}
          {shape !== 'palette' && isDismissable && (
            <Base.Close render={<IconButton label={t('close')} icon={<X />} className="absolute end-3 top-3.5" />} />
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  )
}
