import { Crown, ExternalLink, Pencil, Trash2 } from 'lucide-react'
import { Amount, Bytes } from '#components/ui/amount.tsx'
import { Badge } from '#components/ui/badge.tsx'
import { Breadcrumbs } from '#components/ui/breadcrumbs.tsx'
import { Button } from '#components/ui/button.tsx'
import { Card } from '#components/ui/card.tsx'
import { CodeBlock, InlineCode } from '#components/ui/code-block.tsx'
import { Fold } from '#components/ui/fold.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { ButtonLink, Link, OutsideLink } from '#components/ui/link.tsx'
import { Meter } from '#components/ui/meter.tsx'
import { Pagination } from '#components/ui/pagination.tsx'
import { ExactTime, RelativeTime } from '#components/ui/relative-time.tsx'
import { Sparkline } from '#components/ui/sparkline.tsx'
import { StateDot } from '#components/ui/state-dot.tsx'
import { Steps } from '#components/ui/steps.tsx'
import { TabLinks } from '#components/ui/tab-links.tsx'
import { Sample, SampleSection } from './sample.tsx'

const GIB = 1024 ** 3
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
const CPU = [120, 180, 160, 240, 410, 380, 520, 900, 760, null, null, 300, 340, 610, 580, 640, 700, 420]

export function DisplaySamples() {
  return (
    <>
      <SampleSection title="Buttons and links">
        <Sample title="Variants">
          <div className="flex flex-wrap items-center gap-3">
            <Button variant="primary">Grow volume</Button>
            <Button icon={<Pencil />}>Edit</Button>
            <Button variant="ghost">Cancel</Button>
            <Button variant="danger" icon={<Trash2 />}>
              Delete alice-notebook
            </Button>
            <Button size="small">Small</Button>
            <IconButton label="Edit" icon={<Pencil />} />
            <IconButton label="Edit" icon={<Pencil />} variant="secondary" />
            <ButtonLink href="/design" icon={<ExternalLink />}>
              Open
            </ButtonLink>
          </div>
        </Sample>
        <Sample title="Busy, and not possible now">
          <div className="flex flex-wrap items-center gap-3">
            <Button variant="primary" isBusy>
              Grow volume
            </Button>
            <Button isBusy>Edit</Button>
            <Button disabledReason="The class “standard” cannot grow volumes.">Reason in a tip</Button>
            <Button variant="primary" disabledReason="4 GiB more than your quota leaves." showReason>
              Launch
            </Button>
          </div>
        </Sample>
        <Sample title="Links">
          <p>
            Read <Link href="/design">what a volume is</Link>, or the{' '}
            <OutsideLink href="https://kubernetes.io/docs/">documentation of Kubernetes</OutsideLink>.
          </p>
        </Sample>
        <Sample title="Way back, pages, views">
          <div className="grid gap-4">
            <Breadcrumbs
              label="Sample"
              items={[
                { label: 'Robotics', href: '/design' },
                { label: 'Storage', href: '/design' },
                { label: 'group-k3f9-1c9d2e7a' },
              ]}
            />
            <Pagination page={2} pageSize={50} total={1240} getHref={(page) => `/design?page=${page}`} />
            <TabLinks
              label="Views of the volume"
              tabs={[
                { href: '/design', label: 'Overview', isCurrent: true },
                { href: '/design?files', label: 'Files', isCurrent: false },
                { href: '/design?activity', label: 'Activity', isCurrent: false },
              ]}
            />
          </div>
        </Sample>
      </SampleSection>

      <SampleSection title="Facts and states">
        <Sample title="States: a shape, a word, since when">
          <div className="flex flex-wrap gap-x-6 gap-y-2">
            <StateDot state="good" label="Ready" since={minutesAgo(3)} />
            <StateDot state="progress" label="Growing" since={minutesAgo(1)} />
            <StateDot state="idle" label="Stopped" since={minutesAgo(60 * 26)} />
            <StateDot state="warning" label="Almost full" />
            <StateDot state="danger" label="Lost" since={minutesAgo(60 * 24 * 40)} />
            <StateDot state="unknown" label="Not known" />
          </div>
        </Sample>
        <Sample title="Badges">
          <div className="flex flex-wrap gap-2">
            <Badge icon={<Crown />}>Owner</Badge>
            <Badge tone="accent">First volume</Badge>
            <Badge tone="good">Enforced</Badge>
            <Badge tone="warning">Drift</Badge>
            <Badge tone="danger">Disabled</Badge>
            <Badge tone="info">Beta</Badge>
          </div>
        </Sample>
        <Sample title="Meters: used, this change, the limit">
          <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
            <Meter
              label="Storage"
              used={42 * GIB}
              limit={100 * GIB}
              unit="bytes"
              note={
                <>
                  measured <RelativeTime at={minutesAgo(2)} />
                </>
              }
            />
            <Meter label="Memory" used={12.4 * GIB} limit={16 * GIB} unit="bytes" />
            <Meter label="CPU" used={7300} limit={8000} unit="millicores" />
            <Meter label="Workloads" used={10} limit={10} unit="count" />
            <Meter label="Storage with this change" used={42 * GIB} change={20 * GIB} limit={100 * GIB} unit="bytes" />
            <Meter label="Storage, too much" used={82 * GIB} change={40 * GIB} limit={100 * GIB} unit="bytes" />
            <Meter label="Storage, freed" used={82 * GIB} change={-50 * GIB} limit={100 * GIB} unit="bytes" />
            <Meter label="GPU" used={2} limit={null} unit="count" />
          </div>
        </Sample>
        <Sample title="How it went">
          <div className="grid gap-6 sm:grid-cols-2">
            <Sparkline label="CPU, last hour" values={CPU} unit="millicores" limit={1000} />
            <Sparkline label="Memory, last hour" values={[null, null]} unit="bytes" />
          </div>
        </Sample>
        <div className="grid items-start gap-6 md:grid-cols-2">
          <Card
            title="user-alice-disk"
            description="Your first volume. It is there as long as your account."
            actions={<Button size="small">Grow</Button>}
            footer={
              <span>
                Measured <RelativeTime at={minutesAgo(2)} />
              </span>
            }
          >
            <KeyValueList
              items={[
                { label: 'State', value: <StateDot state="good" label="Ready" since={minutesAgo(60 * 50)} /> },
                { label: 'Size', value: <Bytes value={10 * GIB} /> },
                { label: 'CPU of its pods', value: <Amount value={1250} unit="millicores" /> },
                { label: 'Class', value: <InlineCode>standard-rwo</InlineCode> },
                { label: 'Made', value: <ExactTime at={minutesAgo(60 * 50)} /> },
              ]}
            />
          </Card>
          <Card title="Growing to 20 GiB" level={3}>
            <Steps
              label="Growing user-alice-disk"
              steps={[
                { id: 'asked', label: 'Asked the cluster for 20 GiB', state: 'done', at: minutesAgo(2) },
                {
                  id: 'disk',
                  label: 'The disk grows',
                  state: 'now',
                  at: minutesAgo(1),
                  detail: 'Usually under a minute.',
                },
                { id: 'fs', label: 'The file system grows', state: 'waiting' },
              ]}
            />
          </Card>
        </div>
        <Sample title="Code and what is folded away">
          <div className="grid gap-4">
            <CodeBlock
              label="As kubectl"
              code={
                'kubectl -n user-alice-storage patch pvc user-alice-disk --type merge \\\n  -p \'{"spec":{"resources":{"requests":{"storage":"20Gi"}}}}\''
              }
            />
            <Fold summary="What the cluster answered">
              <CodeBlock
                label="Raw answer"
                code='persistentvolumeclaims "user-alice-disk" is forbidden: exceeded quota: moorage-storage, requested: requests.storage=10Gi, used: requests.storage=95Gi, limited: requests.storage=100Gi'
              />
            </Fold>
          </div>
        </Sample>
      </SampleSection>
    </>
  )
}
