import { Rocket } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { HomeBoard } from '#components/spaces/home-board.tsx'
import { type HomeSpace, WORKLOAD_SPACES_MAX } from '#components/spaces/home-space.ts'
import { ButtonLink } from '#components/ui/link.tsx'
import type { Actor } from '#lib/auth/actor.ts'
import { runPage } from '#lib/http/page.ts'
import { pickMessages } from '#lib/i18n/pick-messages.ts'
import { getQuota } from '#lib/quota/operations.ts'
import { routes } from '#lib/routes.ts'
import { findScope, listSpaces } from '#lib/spaces/operations-list.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { listVolumes } from '#lib/storage/operations.ts'
import { listWorkloads } from '#lib/workloads/operations.ts'

/** Who is in more groups finds the others in the switcher. */
const SPACES_SHOWN = 9

/** More are read by the browser when the page is there. */
const WORKLOADS_SENT_MAX = 40

export default function HomePage() {
  return runPage({ path: routes.home() }, async (actor) => {
    const t = await getTranslations('home')
    const spaces = listSpaces(actor)
    const [own] = spaces
    return (
      <>
        <PageHeader
          title={t('title')}
          description={t('lede')}
          action={
            own && (
              <ButtonLink variant="primary" icon={<Rocket />} href={routes.launch(own.id)}>
                {t('launch')}
              </ButtonLink>
            )
          }
        />
        <MoreMessages messages={await pickMessages(['workloads'])}>
          <HomeBoard
            spaces={spaces.slice(0, SPACES_SHOWN).map((space, place) => readHomeSpace(actor, space, place))}
            spaceCount={spaces.length}
          />
        </MoreMessages>
      </>
    )
  })
}

function readHomeSpace(actor: Actor, space: SpaceSummary, place: number): HomeSpace {
  const found = findScope(actor, 'space.read', space.id)
  if ('problem' in found) return { space, problem: found.problem, volumes: [], workloads: null, quota: null }
  const { scope } = found
  const workloads = place < WORKLOAD_SPACES_MAX ? listWorkloads(scope) : null
  return {
    space,
    problem: null,
    volumes: listVolumes(scope),
    workloads: workloads && workloads.length <= WORKLOADS_SENT_MAX ? workloads : null,
    quota: getQuota(scope),
  }
}
