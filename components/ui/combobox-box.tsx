'use client'

import { Combobox as Base } from '@base-ui/react/combobox'
import { Check, ChevronDown, X } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { classNames } from './class-names.ts'
import type { ComboboxOption, ComboboxProps } from './combobox.tsx'
import { FLOATING_BOX, FLOATING_ITEM } from './floating-class.ts'
import { INPUT_CLASS } from './input-class.ts'

const ICON_CLASS = 'grid h-full w-8 place-items-center rounded-item text-quiet hover:text-ink [&_svg]:size-4'

export default function ComboboxBox({
  options,
  value,
  onChange,
  placeholder,
  emptyText,
  onBlur,
  ...control
}: ComboboxProps) {
  const t = useTranslations('ui.combobox')
  const chosen = options.find((option) => option.value === value) ?? null
  return (
    <Base.Root
      items={options}
      value={chosen}
      onValueChange={(option: ComboboxOption | null) => onChange(option?.value ?? null)}
      isItemEqualToValue={(one: ComboboxOption, other: ComboboxOption) => one.value === other.value}
    >
      <Base.InputGroup className="relative">
        <Base.Input
          {...control}
          onBlur={onBlur}
          placeholder={placeholder}
          className={classNames(INPUT_CLASS, 'truncate pe-16')}
        />
        <div className="absolute inset-y-0 end-1 flex">
          <Base.Clear aria-label={t('clear')} className={ICON_CLASS}>
            <X aria-hidden />
          </Base.Clear>
          <Base.Trigger aria-label={t('open')} className={ICON_CLASS}>
            <ChevronDown aria-hidden />
          </Base.Trigger>
        </div>
      </Base.InputGroup>
      <Base.Portal>
        <Base.Positioner sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className={classNames(FLOATING_BOX, 'w-(--anchor-width) max-w-(--available-width)')}>
            <Base.Empty>
              <p className="px-3 py-3 text-quiet">{emptyText ?? t('empty')}</p>
            </Base.Empty>
            <Base.List className="max-h-[min(20rem,var(--available-height))] overflow-y-auto p-1 outline-none data-empty:p-0">
              {(option: ComboboxOption) => (
                <Base.Item key={option.value} value={option} className={FLOATING_ITEM}>
                  <span className="min-w-0 grow">
                    <span className="block truncate">{option.label}</span>
                    {option.description && (
                      <span className="block truncate text-table text-quiet">{option.description}</span>
                    )}
                  </span>
                  <Base.ItemIndicator>
                    <Check aria-hidden className="text-accent" />
                  </Base.ItemIndicator>
                </Base.Item>
              )}
            </Base.List>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
