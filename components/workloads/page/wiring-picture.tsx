import { Boxes, FileCog, Globe, HardDrive, KeyRound, Network, Timer } from 'lucide-react'
import { useTranslations } from 'next-intl'
import type { ReactNode } from 'react'
import { Card } from '#components/ui/card.tsx'
import { Link } from '#components/ui/link.tsx'
import { routes } from '#lib/routes.ts'
import type { WorkloadDetails, WorkloadMount } from '#lib/workloads/schema-details.ts'
import { OpenLink } from '../open-link.tsx'
import { shortenImage } from '../shorten-image.ts'

interface WiringPictureProps {
  workload: WorkloadDetails
  canOpen: boolean
}

/** A picture of what it mounts and where it is reachable: from the left into the program, and out of it to the right. */
export function WiringPicture({ workload, canOpen }: WiringPictureProps) {
  const t = useTranslations('workloadsPage.wiring')
  const { name, image, mounts, ports } = workload
  return (
    <Card title={t('title')}>
      <div className="grid items-center gap-x-0 gap-y-2 lg:grid-cols-[minmax(0,1fr)_minmax(9rem,auto)_minmax(0,1fr)]">
        <ul aria-label={t('mounts')} className="grid gap-2">
          {mounts.map((mount) => (
            <Mount key={mount.path} space={workload.space} mount={mount} />
          ))}
          {mounts.length === 0 && <Nothing>{t('noMounts')}</Nothing>}
        </ul>
        <div className="grid justify-items-center gap-1 rounded-box border border-line-strong bg-sunken px-4 py-3 text-center max-lg:my-1">
          <Boxes aria-hidden className="size-4 text-accent" />
          <span className="max-w-48 truncate font-medium">{name}</span>
          <span className="max-w-48 truncate font-mono text-table text-quiet" data-tip={image}>
            {shortenImage(image)}
          </span>
        </div>
        <ul aria-label={t('addresses')} className="grid gap-2">
          {ports.map(({ name: portName, port }) => (
            <Port key={port} workload={workload} name={portName} port={port} canOpen={canOpen} />
          ))}
          {ports.length === 0 && <Nothing>{t('noPorts')}</Nothing>}
        </ul>
      </div>
    </Card>
  )
}

const MOUNT_ICONS: Record<WorkloadMount['source'], ReactNode> = {
  volume: <HardDrive />,
  'config-map': <FileCog />,
  secret: <KeyRound />,
  scratch: <Timer />,
  other: <FileCog />,
}

/** Box, line, place: what is mounted, and where the program finds it. */
function Mount({ space, mount }: { space: WorkloadDetails['space']; mount: WorkloadMount }) {
  const t = useTranslations('workloadsPage.wiring')
  const { source, object, path, isReadOnly } = mount
  const href =
    source === 'volume'
      ? routes.storage(space, { volume: object })
      : source === 'config-map' || source === 'secret'
        ? routes.config(space, { open: `${source}/${object}` })
        : null
  return (
    <li className="flex min-w-0 items-center">
      <Box icon={MOUNT_ICONS[source]} word={t(`sources.${source}`)}>
        {href ? (
          <Link variant="quiet" href={href} className="block truncate" data-tip={object}>
            {object}
          </Link>
        ) : (
          object && <span className="block truncate">{object}</span>
        )}
      </Box>
      <Line />
      <span className="max-w-1/2 shrink-0 text-table">
        <span className="block font-mono break-words">{path}</span>
        {isReadOnly && <span className="block text-quiet">{t('readOnly')}</span>}
      </span>
      <Arrow className="max-lg:hidden" />
    </li>
  )
}

interface PortProps {
  workload: WorkloadDetails
  name: string
  port: number
  canOpen: boolean
}

/** The inner address, and the web address where this port has one. */
function Port({ workload, name, port, canOpen }: PortProps) {
  const t = useTranslations('workloadsPage.wiring')
  const web = workload.web?.port === port ? workload.web : null
  return (
    <li className="flex min-w-0 items-center">
      <Arrow className="max-lg:hidden" />
      <div className="grid min-w-0 grow">
        <Box icon={<Network />} word={t('inner', { name })}>
          <span className="block font-mono text-table break-all">
            {workload.name}:{port}
          </span>
        </Box>
        {web && <span aria-hidden className="ms-5 h-2.5 w-px bg-line-strong" />}
        {web && (
          <Box icon={<Globe />} word={t(web.isPublic ? 'public' : 'private')}>
            {web.host === null ? (
              <span className="text-quiet">{t('noHost')}</span>
            ) : canOpen ? (
              <OpenLink workload={workload} label={web.host} />
            ) : (
              <span className="break-all">{web.host}</span>
            )}
          </Box>
        )}
      </div>
    </li>
  )
}

function Box({ icon, word, children }: { icon: ReactNode; word: string; children: ReactNode }) {
  return (
    <div className="flex max-w-full min-w-0 items-start gap-2.5 rounded-box border border-line px-3 py-2 [&>svg]:mt-0.5 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-quiet">
      {icon}
      <div className="min-w-0">
        <p className="truncate text-table text-quiet">{word}</p>
        <div className="min-w-0 break-all">{children}</div>
      </div>
    </div>
  )
}

function Nothing({ children }: { children: ReactNode }) {
  return <li className="px-3 text-table text-pretty text-quiet max-lg:px-0">{children}</li>
}

function Line() {
  return <span aria-hidden className="mx-1.5 h-px min-w-2 shrink grow bg-line-strong" />
}

function Arrow({ className }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="0 0 20 8" className={`mx-1.5 h-2 w-5 shrink-0 text-quiet ${className ?? ''}`}>
      <path d="M0 4H18M14 1l4 3-4 3" fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinecap="round" />
    </svg>
  )
}
