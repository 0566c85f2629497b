import { Plus } from 'lucide-react'
import { getTranslations } from 'next-intl/server'
import { PageHeader } from '#components/layout/page-header.tsx'
import { HomeBoard } from '#components/spaces/home-board.tsx'
import type { HomeSpace } from '#components/spaces/home-space.ts'
import { ButtonLink } from '#components/ui/link.tsx'
import type { Actor } from '#lib/auth/actor.ts'
import { runPage } from '#lib/http/page.ts'
import { getQuota } from '#lib/quota/operations.ts'
import { routes } from '#lib/routes.ts'
import { findScope, listSpaces } from '#lib/spaces/operations-list.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import { listVolumes } from '#lib/storage/operations.ts'

/** Who is in more groups finds the others in the switcher. */
const SPACES_SHOWN = 9

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
              <ButtonLink variant="primary" icon={<Plus />} href={routes.storage(own.id, { create: 'new' })}>
                {t('createVolume')}
              </ButtonLink>
            )
          }
        />
        <HomeBoard
          spaces={spaces.slice(0, SPACES_SHOWN).map((space) => readHomeSpace(actor, space))}
          spaceCount={spaces.length}
        />
      </>
    )
  })
}

function readHomeSpace(actor: Actor, space: SpaceSummary): HomeSpace {
  const found = findScope(actor, 'space.read', space.id)
  if ('problem' in found) return { space, problem: found.problem, volumes: [], quota: null }
  const { scope } = found
  return { space, problem: null, volumes: listVolumes(scope), quota: getQuota(scope) }
}
