'use client'

import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'

const ESCAPE = '\u001B'
const KEYS = [
  { label: 'Esc', text: ESCAPE },
  { label: 'Tab', text: '\t' },
  { label: 'Ctrl C', text: '\u0003' },
  { label: 'Ctrl D', text: '\u0004' },
  { label: '↑', text: `${ESCAPE}[A` },
  { label: '↓', text: `${ESCAPE}[B` },
  { label: '←', text: `${ESCAPE}[D` },
  { label: '→', text: `${ESCAPE}[C` },
]

interface TerminalKeysProps {
  isOn: boolean
  onType: (text: string) => void
  onDone: () => void
}

/** Keys that a phone has not; only where one touches. */
export function TerminalKeys({ isOn, onType, onDone }: TerminalKeysProps) {
  const t = useTranslations('workloadTerminal')
  return (
    <fieldset
      aria-label={t('keys')}
      className="hidden min-w-0 gap-1 overflow-x-auto border-t border-line p-1 pointer-coarse:flex"
    >
      {KEYS.map(({ label, text }) => (
        <Button
          key={label}
          size="small"
          aria-disabled={!isOn || undefined}
          onClick={() => {
            if (isOn) onType(text)
            onDone()
          }}
        >
          {label}
        </Button>
      ))}
    </fieldset>
  )
}
