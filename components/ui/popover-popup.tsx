'use client'

import { Popover as Base } from '@base-ui/react/popover'
import { classNames } from './class-names.ts'
import { FLOATING_BOX } from './floating-class.ts'
import type { PopoverProps } from './popover.tsx'

/** Opens as soon as it is there, because it is fetched by the press that opens it. */
export default function PopoverPopup({ title, trigger, align = 'center', children }: PopoverProps) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={6} collisionPadding={8} className="z-50">
          <Base.Popup
            className={classNames(
              FLOATING_BOX,
              'max-h-(--available-height) w-80 max-w-(--available-width) overflow-y-auto p-4',
            )}
          >
            <Base.Title className="mb-2 font-semibold">{title}</Base.Title>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
