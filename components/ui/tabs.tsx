'use client'

import { Tabs as Base } from '@base-ui/react/tabs'
import type { ReactNode } from 'react'
import { TAB_CLASS, TAB_LIST_CLASS } from './tab-class.ts'

export interface Tab {
  value: string
  label: string
  content: ReactNode
}

interface TabsProps {
  label: string
  tabs: Tab[]
  value?: string
  defaultValue?: string
  onChange?: (value: string) => void
}

/** Views of one thing that need no address of their own; those that do are TabLinks. */
export function Tabs({ label, tabs, value, defaultValue, onChange }: TabsProps) {
  return (
    <Base.Root
      value={value}
      defaultValue={defaultValue ?? tabs[0]?.value}
      onValueChange={(next: string) => onChange?.(next)}
    >
      <Base.List aria-label={label} className={TAB_LIST_CLASS}>
        {tabs.map((tab) => (
          <Base.Tab key={tab.value} value={tab.value} className={TAB_CLASS}>
            {tab.label}
          </Base.Tab>
        ))}
      </Base.List>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="rounded-item pt-4">
          {tab.content}
        </Base.Panel>
      ))}
    </Base.Root>
  )
}
