'use client'

import { ArrowDownToLine, Copy, Download, History, Settings2 } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { Button } from '#components/ui/button.tsx'
import { getButtonClass } from '#components/ui/button-class.ts'
import { IconButton } from '#components/ui/icon-button.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Select } from '#components/ui/select.tsx'
import type { WorkloadPod } from '#lib/workloads/schema.ts'
import { LogSearchBox } from './log-search-box.tsx'
import type { LogChoice } from './use-log-stream.ts'
import type { LogSearchState } from './use-log-search.ts'

const SINCE_SECONDS = [300, 3600, 86_400]

/** So that all of them stand in one row on a phone. */
const NARROW = 'max-sm:px-2 max-sm:[&_svg]:hidden'

interface LogToolbarProps {
  pods: readonly WorkloadPod[]
  choice: LogChoice
  onChoice: (change: Partial<LogChoice>) => void
  search: LogSearchState
  isFollowing: boolean
  onFollow: (isFollowing: boolean) => void
  look: { hasTimes: boolean; isWrapped: boolean }
  onLook: (change: { hasTimes?: boolean; isWrapped?: boolean }) => void
  onCopy: () => void
  downloadHref: string
}

export function LogToolbar(props: LogToolbarProps) {
  const { pods, choice, onChoice, search, isFollowing, onFollow, look, onLook, onCopy, downloadHref } = props
  const t = useTranslations('workloadLogs')
  const containers = [...new Set(pods.flatMap((pod) => pod.containers.map(({ name }) => name)))]
  // A pod that is gone stays chosen until somebody chooses another one.
  const names = [...new Set([...pods.map(({ name }) => name), ...(choice.pod === '' ? [] : [choice.pod])])]
  return (
    <div className="flex flex-wrap items-center gap-2 border-b border-line p-2">
      {names.length > 1 && (
        <Select
          aria-label={t('pod')}
          className="min-w-0 grow basis-36 sm:w-52 sm:grow-0 sm:basis-auto"
          value={choice.pod}
          options={[{ value: '', label: t('allPods') }, ...names.map((name) => ({ value: name, label: name }))]}
          onChange={({ target }) => onChoice({ pod: target.value })}
        />
      )}
      {containers.length > 1 && (
        <Select
          aria-label={t('container')}
          className="min-w-0 grow basis-36 sm:w-44 sm:grow-0 sm:basis-auto"
          value={choice.container}
          options={[
            { value: '', label: t('allContainers') },
            ...containers.map((name) => ({ value: name, label: name })),
          ]}
          onChange={({ target }) => onChoice({ container: target.value })}
        />
      )}
      <Select
        aria-label={t('since.label')}
        className="min-w-0 grow basis-36 sm:w-40 sm:grow-0 sm:basis-auto"
        value={String(choice.sinceSeconds ?? '')}
        options={[
          { value: '', label: t('since.all') },
          ...SINCE_SECONDS.map((seconds) => ({ value: String(seconds), label: t(`since.${toName(seconds)}`) })),
        ]}
        onChange={({ target }) => onChoice({ sinceSeconds: target.value === '' ? null : Number(target.value) })}
      />
      <LogSearchBox search={search} />
      <div className="flex flex-wrap items-center gap-1">
        <Button
          variant={isFollowing ? 'secondary' : 'ghost'}
          aria-pressed={isFollowing}
          className={NARROW}
          icon={<ArrowDownToLine />}
          onClick={() => onFollow(!isFollowing)}
        >
          {t('follow')}
        </Button>
        <Button
          variant={choice.isPrevious ? 'secondary' : 'ghost'}
          aria-pressed={choice.isPrevious}
          className={NARROW}
          icon={<History />}
          data-tip={t('previousTip')}
          onClick={() => onChoice({ isPrevious: !choice.isPrevious })}
        >
          {t('previous')}
        </Button>
        <Menu
          label={t('look.label')}
          align="end"
          trigger={<IconButton label={t('look.label')} icon={<Settings2 />} />}
          entries={[
            {
              kind: 'check',
              id: 'times',
              label: t('look.times'),
              isChecked: look.hasTimes,
              onChange: (hasTimes) => onLook({ hasTimes }),
            },
            {
              kind: 'check',
              id: 'wrap',
              label: t('look.wrap'),
              isChecked: look.isWrapped,
              onChange: (isWrapped) => onLook({ isWrapped }),
            },
          ]}
        />
        <IconButton label={t('copy')} icon={<Copy />} onClick={onCopy} />
        <a
          href={downloadHref}
          download
          aria-label={t('download')}
          data-tip={t('download')}
          className={getButtonClass({ variant: 'ghost', isIconOnly: true })}
        >
          <Download />
        </a>
      </div>
    </div>
  )
}

const toName = (seconds: number) => (seconds === 300 ? 'minutes' : seconds === 3600 ? 'hour' : 'day')
