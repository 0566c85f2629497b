'use client'

import { useTranslations } from 'next-intl'
import { useMemo } from 'react'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { Amount } from '#components/ui/amount.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import type { AmountUnit } from '#lib/format.ts'
import type { Consumption } from '#lib/usage/schema.ts'
import type { Workload } from '#lib/workloads/schema.ts'
import { OpenLink } from '../open-link.tsx'
import { shortenImage } from '../shorten-image.ts'
import { useExplanation } from '../use-explanation.ts'
import { needsLook, toWorkloadKey } from '../workload-state.ts'
import { WorkloadDot } from '../workload-dot.tsx'
import { listVerbs, type WorkloadRights } from '../workload-verbs.ts'
import { WorkloadName } from './workload-name.tsx'

export function useWorkloadColumns(
  rights: WorkloadRights,
  consumption: Record<string, Consumption> | undefined,
): TableColumn<Workload>[] {
  const t = useTranslations('workloadsPage.columns')
  const tState = useTranslations('workloads.states')
  const tKind = useTranslations('workloads.kinds')
  const { getSentence } = useExplanation()
  return useMemo<TableColumn<Workload>[]>(
    () => [
      {
        id: 'name',
        header: t('name'),
        value: ({ name }) => name,
        cell: (workload) => <WorkloadName workload={workload} />,
      },
      {
        id: 'state',
        header: t('state'),
        value: ({ explanation }) => tState(explanation.state),
        cell: (workload) => <StateCell workload={workload} sentence={getSentence(workload.explanation)} />,
      },
      { id: 'kind', header: t('kind'), value: ({ kind }) => tKind(kind) },
      {
        id: 'image',
        header: t('image'),
        value: ({ image }) => image,
        cell: ({ image }) => (
          <span className="block max-w-40 truncate font-mono" data-tip={image}>
            {shortenImage(image)}
          </span>
        ),
      },
      {
        id: 'cpu',
        header: t('cpu'),
        // Wide enough for both numbers: columns do not move when somebody has measured.
        width: 'w-40',
        align: 'end',
        isHiddenOnPhone: true,
        value: ({ size }) => size.cpuLimitMillicores ?? size.cpuRequestMillicores,
        cell: (workload) => (
          <UsedOf
            used={consumption?.[toWorkloadKey(workload)]?.cpuMillicores}
            limit={toTotal(workload, workload.size.cpuLimitMillicores)}
            unit="millicores"
          />
        ),
      },
      {
        id: 'memory',
        header: t('memory'),
        width: 'w-40',
        align: 'end',
        isHiddenOnPhone: true,
        value: ({ size }) => size.memoryLimitBytes ?? size.memoryRequestBytes,
        cell: (workload) => (
          <UsedOf
            used={consumption?.[toWorkloadKey(workload)]?.memoryBytes}
            limit={toTotal(workload, workload.size.memoryLimitBytes)}
            unit="bytes"
          />
        ),
      },
      {
        id: 'restarts',
        header: t('restarts'),
        align: 'end',
        isHiddenOnPhone: true,
        value: ({ restarts }) => restarts,
      },
      {
        id: 'age',
        header: t('age'),
        value: ({ createdAt }) => Date.parse(createdAt),
        cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
        isHiddenAtFirst: true,
      },
      {
        id: 'web',
        header: t('web'),
        value: ({ web }) => web?.host ?? null,
        cell: (workload) =>
          listVerbs(workload, rights).includes('open') ? (
            <OpenLink workload={workload} />
          ) : (
            <span className="text-quiet">–</span>
          ),
      },
    ],
    [t, tState, tKind, getSentence, rights, consumption],
  )
}

/** Of all its programs together, as what they use is. */
function toTotal({ replicas }: Workload, ofOne: number | null): number | null {
  return ofOne === null ? null : ofOne * Math.max(1, replicas?.wanted ?? 1)
}

interface UsedOfProps {
  /** Undefined: not measured. */
  used: number | undefined
  /** Null: none. */
  limit: number | null
  unit: AmountUnit
}

/** What is used now beside the limit; one that nobody measured shows the limit alone. */
function UsedOf({ used, limit, unit }: UsedOfProps) {
  const t = useTranslations('workloadsPage.columns')
  const most = limit === null ? t('noLimit') : <Amount value={limit} unit={unit} />
  if (used === undefined) return <span className="text-quiet">{most}</span>
  return (
    <span className="whitespace-nowrap">
      <Amount value={used} unit={unit} /> <span className="text-quiet">/ {most}</span>
    </span>
  )
}

/** What is wrong stands below the word for it, so that nobody has to open each page to learn that. */
function StateCell({ workload, sentence }: { workload: Workload; sentence: string }) {
  return (
    <span className="block min-w-0">
      <WorkloadDot explanation={workload.explanation} />
      {needsLook(workload) && (
        <span
          className="ms-5 block max-w-56 truncate text-quiet max-sm:ms-0 max-sm:whitespace-normal"
          data-tip={sentence}
        >
          {sentence}
        </span>
      )}
    </span>
  )
}
