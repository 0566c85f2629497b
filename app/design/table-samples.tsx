'use client'

import { HardDrive, Plus } from 'lucide-react'
import { useSearchParams } from 'next/navigation'
import { DataTable } from '#components/data-table/data-table.tsx'
import type { TableColumn } from '#components/data-table/table-column.ts'
import { EmptyState } from '#components/feedback/empty-state.tsx'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { NoRightsState } from '#components/feedback/no-rights-state.tsx'
import { Bytes } from '#components/ui/amount.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Button } from '#components/ui/button.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { RelativeTime } from '#components/ui/relative-time.tsx'
import { type StateKind, StateDot } from '#components/ui/state-dot.tsx'
import { Sample, SampleSection } from './sample.tsx'

const GIB = 1024 ** 3

interface SampleVolume {
  name: string
  owner: string
  state: StateKind
  word: string
  used: number | null
  size: number
  storageClass: string
  createdAt: string
}

const STATES: [StateKind, string][] = [
  ['good', 'Ready'],
  ['progress', 'Growing'],
  ['idle', 'Waits for first use'],
  ['warning', 'Almost full'],
]

function createVolumes(count: number): SampleVolume[] {
  return Array.from({ length: count }, (_, index) => {
    const [state = 'good', word = ''] = STATES[(index * 7) % STATES.length] ?? []
    const size = ((index * 13) % 40) + 5
    return {
      name:
        index === 0
          ? 'user-alice-disk'
          : `group-k3f9-${((index * 2654435761) % 4294967296).toString(16).padStart(8, '0')}`,
      owner: ['alice', 'Robotics', 'bob', 'Marine biology field station'][index % 4] ?? '',
      state,
      word,
      used: index % 5 === 3 ? null : (size * ((index * 29) % 97)) / 100,
      size,
      storageClass: index % 3 === 0 ? 'shared' : 'standard',
      createdAt: new Date(Date.UTC(2026, 9, 1) - index * 7_300_000).toISOString(),
    }
  })
}

const COLUMNS: TableColumn<SampleVolume>[] = [
  { id: 'name', header: 'Name', value: (row) => row.name, isMono: true },
  {
    id: 'state',
    header: 'State',
    value: (row) => row.word,
    cell: (row) => <StateDot state={row.state} label={row.word} />,
  },
  { id: 'owner', header: 'Space', value: (row) => row.owner },
  {
    id: 'used',
    header: 'Used',
    value: (row) => row.used,
    width: 'w-40',
    cell: (row) =>
      row.used === null ? (
        <span className="text-quiet">Not measured</span>
      ) : (
        <div className="min-w-32">
          <Meter isCompact label={`Used of ${row.name}`} used={row.used * GIB} limit={row.size * GIB} unit="bytes" />
        </div>
      ),
  },
  {
    id: 'size',
    header: 'Size',
    align: 'end',
    value: (row) => row.size,
    cell: (row) => <Bytes value={row.size * GIB} />,
  },
  {
    id: 'class',
    header: 'Class',
    value: (row) => row.storageClass,
    cell: (row) => <Badge>{row.storageClass}</Badge>,
    isHiddenOnPhone: true,
  },
  { id: 'made', header: 'Made', value: (row) => row.createdAt, cell: (row) => <RelativeTime at={row.createdAt} /> },
]

const FEW = createVolumes(3)
const SOME = createVolumes(64)
const MANY = createVolumes(5000)

export function TableSamples() {
  const isMany = useSearchParams().has('many')
  const empty = (
    <EmptyState
      icon={<HardDrive />}
      title="No volumes yet"
      text="A volume keeps files when workloads stop. Your first one is made when you first sign in."
      action={<Button icon={<Plus />}>Create volume</Button>}
    />
  )
  const table = {
    columns: COLUMNS,
    getRowId: (row: SampleVolume) => row.name,
    empty,
    defaultSort: { column: 'name', isDescending: false },
  }
  return (
    <SampleSection title="Table">
      <Sample title="With a filter, pages, columns, links and actions">
        <DataTable
          {...table}
          label="Volumes"
          rows={SOME}
          pageSize={10}
          getRowHref={(row) => `/design?volume=${row.name}`}
          getRowActions={(row) => [
            { kind: 'action', id: 'grow', label: `Grow ${row.name}`, onSelect: () => {} },
            { kind: 'action', id: 'delete', label: 'Delete', tone: 'danger', onSelect: () => {} },
          ]}
        />
      </Sample>
      <Sample title="A few">
        <DataTable {...table} label="My volumes" prefix="few" rows={FEW} />
      </Sample>
      {isMany && (
        <Sample title="Five thousand in one scroll">
          <DataTable
            {...table}
            label="All volumes"
            prefix="many"
            rows={MANY}
            pageSize="all"
            getRowHref={(row) => `/design?volume=${row.name}`}
          />
        </Sample>
      )}
      <div className="grid gap-6 lg:grid-cols-2">
        <Sample title="Loading">
          <DataTable
            {...table}
            label="Loading volumes"
            prefix="loading"
            columns={COLUMNS.slice(0, 3)}
            rows={[]}
            isLoading
          />
        </Sample>
        <Sample title="Nothing there">
          <DataTable {...table} label="No volumes" prefix="empty" rows={[]} />
        </Sample>
        <Sample title="Not readable">
          <DataTable
            {...table}
            label="Unreadable volumes"
            prefix="error"
            rows={[]}
            problem={
              <ErrorState
                title="The volumes could not be read"
                message="The cluster did not answer in 10 seconds. It is tried again by itself."
                requestId="b6c1f2d4"
                raw="context deadline exceeded"
                action={<Button>Try now</Button>}
              />
            }
          />
        </Sample>
        <Sample title="No right">
          <DataTable
            {...table}
            label="Hidden volumes"
            prefix="rights"
            rows={[]}
            problem={
              <NoRightsState text="Only owners and editors of Robotics see its volumes. Ask bob, who owns it." />
            }
          />
        </Sample>
      </div>
    </SampleSection>
  )
}
