'use client'

import { useTranslations } from 'next-intl'
import { classNames } from '#components/ui/class-names.ts'

/** As what it means, or as the text that it is. */
export function ViewSwitch({ isAsText, onChange }: { isAsText: boolean; onChange: (isAsText: boolean) => void }) {
  const t = useTranslations('files.preview')
  return (
    <fieldset aria-label={t('switch')} className="flex w-fit rounded-box border border-line-control p-0.5">
      {[false, true].map((value) => (
        <button
          key={String(value)}
          type="button"
          aria-pressed={isAsText === value}
          onClick={() => onChange(value)}
          className={classNames(
            'h-7 rounded-item px-2.5 text-table font-medium pointer-coarse:h-10',
            isAsText === value ? 'bg-accent-soft text-accent' : 'text-quiet hover:text-ink',
          )}
        >
          {t(value ? 'asText' : 'asIs')}
        </button>
      ))}
    </fieldset>
  )
}
