'use client'

import { Menu as Base } from '@base-ui/react/menu'
import { Check } from 'lucide-react'
import { type ComponentProps, useState } from 'react'
import { classNames } from './class-names.ts'
import { focusFirstItem } from './first-item.ts'
import { FLOATING_BOX, FLOATING_ITEM } from './floating-class.ts'
import { IntentLink } from './intent-link.tsx'
import type { MenuEntry, MenuProps } from './menu.tsx'

/** Opens as soon as it is there, because it is fetched by the press that opens it. */
export default function MenuPopup({
  label,
  trigger,
  entries,
  align = 'end',
  isByKey,
}: MenuProps & { isByKey: boolean }) {
  const [isFirst, setIsFirst] = useState(true)
  return (
    <Base.Root defaultOpen modal={false} onOpenChange={() => setIsFirst(false)}>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup
            ref={isByKey && isFirst ? focusFirstItem : undefined}
            aria-label={label}
            className={classNames(FLOATING_BOX, 'max-h-(--available-height) max-w-80 min-w-52 overflow-y-auto p-1')}
          >
            {entries.map((entry) => (
              <MenuPart key={entry.id} entry={entry} />
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

function NewTabLink({ children, ...rest }: ComponentProps<'a'>) {
  return (
    <a {...rest} target="_blank" rel="noreferrer">
      {children}
    </a>
  )
}

export function MenuPart({ entry }: { entry: MenuEntry }) {
  switch (entry.kind) {
    case 'separator':
      return <Base.Separator className="mx-2 my-1 h-px bg-line" />
    case 'heading':
      return <div className="px-2 py-1.5 text-table text-quiet">{entry.label}</div>
    case 'action':
      return (
        <Base.Item
          disabled={Boolean(entry.disabledReason)}
          onClick={entry.onSelect}
          className={classNames(
            FLOATING_ITEM,
            entry.tone === 'danger' && 'text-danger data-highlighted:bg-danger-soft',
            entry.disabledReason && 'text-quiet',
          )}
        >
          {entry.icon}
          <span className="min-w-0 grow">
            {entry.label}
            {entry.disabledReason && <span className="block text-table text-quiet">{entry.disabledReason}</span>}
          </span>
          {entry.hint}
        </Base.Item>
      )
    case 'link':
      return (
        <Base.LinkItem
          closeOnClick
          render={entry.isOutside ? <NewTabLink href={entry.href} /> : <IntentLink href={entry.href} />}
          aria-current={entry.isCurrent ? 'page' : undefined}
          className={classNames(FLOATING_ITEM, 'cursor-pointer')}
        >
          {entry.icon}
          <span className="min-w-0 grow truncate">{entry.label}</span>
          {entry.hint}
          {entry.isCurrent && <Check aria-hidden className="text-accent" />}
        </Base.LinkItem>
      )
    case 'check':
      return (
        <Base.CheckboxItem checked={entry.isChecked} onCheckedChange={entry.onChange} className={FLOATING_ITEM}>
          <span className="size-4 shrink-0">
            <Base.CheckboxItemIndicator>
              <Check aria-hidden className="text-accent" />
            </Base.CheckboxItemIndicator>
          </span>
          <span className="min-w-0 grow truncate">{entry.label}</span>
        </Base.CheckboxItem>
      )
    case 'choice':
      return (
        <Base.RadioGroup value={entry.value} onValueChange={(value: string) => entry.onChange(value)}>
          <Base.GroupLabel className="px-2 pt-1.5 pb-1 text-table text-quiet">{entry.label}</Base.GroupLabel>
          {entry.options.map((option) => (
            <Base.RadioItem key={option.value} value={option.value} closeOnClick className={FLOATING_ITEM}>
              {option.icon}
              <span lang={option.lang} className="min-w-0 grow truncate">
                {option.label}
              </span>
              <Base.RadioItemIndicator>
                <Check aria-hidden className="text-accent" />
              </Base.RadioItemIndicator>
            </Base.RadioItem>
          ))}
        </Base.RadioGroup>
      )
  }
}
