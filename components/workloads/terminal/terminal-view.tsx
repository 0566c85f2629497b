'use client'

import { Settings2, SquareTerminal } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useId, useRef, useState } from 'react'
import { Banner } from '#components/feedback/banner.tsx'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { Button } from '#components/ui/button.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Kbd } from '#components/ui/kbd.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Select } from '#components/ui/select.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import type { StateKind } from '#components/ui/state-dot.tsx'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { WorkloadDetails } from '#lib/workloads/schema-details.ts'
import type { WorkloadPod } from '#lib/workloads/schema.ts'
import { TerminalKeys } from './terminal-keys.tsx'
import type { TerminalState } from './use-terminal.ts'
import { useTerminal } from './use-terminal.ts'

interface TerminalViewProps {
  space: SpaceId
  workload: WorkloadDetails
}

interface Target {
  pod: string
  container: string
}

/** A shell in a container of the workload. */
export function TerminalView({ workload }: TerminalViewProps) {
  const t = useTranslations('workloadTerminal')
  const targets = listTargets(workload.pods)
  const [chosen, setChosen] = useState<Target | null>(null)
  const first = targets[0] ?? null
  // What was opened stays, even when its pod is gone by now: what it said last is worth reading.
  if (chosen === null && first !== null) setChosen(first)
  if (chosen === null) {
    return (
      <div className="rounded-box border border-line bg-surface">
        <EmptyState icon={<SquareTerminal />} title={t('empty.title')} text={t('empty.text')} />
      </div>
    )
  }
  const others = targets.some((one) => toValue(one) === toValue(chosen)) ? targets : [chosen, ...targets]
  return <OpenTerminal workload={workload} target={chosen} targets={others} onTarget={setChosen} />
}

const DOTS: Record<TerminalState['name'], StateKind> = {
  opening: 'progress',
  open: 'good',
  lost: 'warning',
  ended: 'idle',
}

interface OpenTerminalProps {
  workload: WorkloadDetails
  target: Target
  targets: Target[]
  onTarget: (target: Target) => void
}

function OpenTerminal({ workload, target, targets, onTarget }: OpenTerminalProps) {
  const t = useTranslations('workloadTerminal')
  const helpId = useId()
  const box = useRef<HTMLDivElement>(null)
  const exit = useRef<HTMLButtonElement>(null)
  const [isReadAloud, setReadAloud] = useState(readWish)
  const { space, kind, name, uid } = workload
  const place = { workload: { space, kind, name, uid }, ...target }
  const label = t('title', { pod: target.pod })
  const terminal = useTerminal(box, place, { label, helpId, isReadAloud, onLeave: () => exit.current?.focus() })
  const { state } = terminal
  const hasContainers = new Set(targets.map(({ container }) => container)).size > 1
  return (
    <div className="flex h-[calc(100dvh-14rem)] min-h-96 min-w-0 flex-col overflow-hidden rounded-box border border-line bg-surface">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line p-2">
        <Select
          aria-label={t('target')}
          className="max-w-full min-w-0 grow basis-full sm:max-w-96 sm:basis-auto"
          value={toValue(target)}
          options={targets.map((one) => ({
            value: toValue(one),
            label: hasContainers ? `${one.pod} · ${one.container}` : one.pod,
          }))}
          onChange={({ target: { value } }) => {
            const wanted = targets.find((one) => toValue(one) === value)
            if (wanted) onTarget(wanted)
          }}
        />
        <output className="min-w-0 grow text-table">
          <StateDot state={DOTS[state.name]} label={t(`states.${state.name}`)} />
        </output>
        <Menu
          label={t('look')}
          align="end"
          trigger={<IconButton ref={exit} label={t('look')} icon={<Settings2 />} />}
          entries={[
            {
              kind: 'check',
              id: 'read-aloud',
              label: t('readAloud'),
              isChecked: isReadAloud,
              onChange: (isOn) => {
                keepWish(isOn)
                setReadAloud(isOn)
              },
            },
          ]}
        />
      </div>
      {state.name === 'ended' && (
        <div className="p-2">
          <Banner
            isNews
            tone={state.how === 'exit' ? 'info' : 'warning'}
            actions={<Button onClick={terminal.startAgain}>{t('again')}</Button>}
          >
            {state.problem?.message ??
              (state.exitCode !== null && state.exitCode !== 0
                ? t('ends.exitWithCode', { code: state.exitCode })
                : t(`ends.${state.how}`))}
          </Banner>
        </div>
      )}
      <div className="min-h-0 grow p-2">
        {/* Links and the like are drawn by xterm.js into this box, which is never anything but text. */}
        <div ref={box} className="h-full overflow-hidden font-mono text-table" />
      </div>
      <TerminalKeys isOn={state.name === 'open'} onType={terminal.type} onDone={terminal.focus} />
      <p id={helpId} className="border-t border-line px-3 py-1.5 text-table text-pretty text-quiet max-sm:hidden">
        {t.rich('help', {
          leave: () => <Kbd keys="Ctrl Shift X" />,
          copy: () => <Kbd keys="Ctrl Shift C" />,
          paste: () => <Kbd keys="Ctrl Shift V" />,
        })}
      </p>
    </div>
  )
}

function listTargets(pods: readonly WorkloadPod[]): Target[] {
  return pods
    .filter(({ phase, isDeleting }) => phase === 'Running' && !isDeleting)
    .flatMap(({ name: pod, containers }) => containers.map(({ name: container }) => ({ pod, container })))
}

const toValue = ({ pod, container }: Target) => `${pod}/${container}`

const WISH_KEY = 'moorage-terminal-read-aloud'

function readWish(): boolean {
  try {
    return localStorage.getItem(WISH_KEY) === 'true'
  } catch {
    return false
  }
}

function keepWish(isOn: boolean): void {
  try {
    localStorage.setItem(WISH_KEY, String(isOn))
  } catch {
    // It is asked again next time.
  }
}
