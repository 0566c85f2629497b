import type { Metadata } from 'next'
import { getTranslations } from 'next-intl/server'
import { ConfigBoard } from '#components/config/config-board.tsx'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { authorize } from '#lib/auth/authorize.ts'
import { can } from '#lib/auth/can.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { findConfig } from '#lib/config/operations.ts'
import { getEnv } from '#lib/env.ts'
import { runPage } from '#lib/http/page.ts'
import { pickMessages } from '#lib/i18n/pick-messages.ts'
import { routes } from '#lib/routes.ts'
import { getSpace } from '#lib/spaces/operations-list.ts'
import { readSpaceId, type SpacePageProps } from '../space-params.ts'

const MESSAGES = ['config'] as const

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('config')
  return { title: t('title') }
}

export default async function ConfigPage({ params, searchParams }: SpacePageProps) {
  const space = await readSpaceId(params)
  return runPage({ path: routes.config(space), searchParams }, async (actor) => {
    const scope = authorize(actor, 'config.read', space)
    const ref = requireSpaceId(space)
    const [messages, initial] = await Promise.all([pickMessages(MESSAGES), findConfig(scope)])
    return (
      <MoreMessages messages={messages}>
        <ConfigBoard
          space={getSpace(scope)}
          userUid={actor.uid}
          rights={{
            canWrite: can(actor, 'config.write', ref),
            canWriteSecrets: can(actor, 'secret.write', ref),
            canReveal: can(actor, 'secret.reveal', ref),
            isRevealOn: getEnv().isSecretRevealOn,
            canRestart: can(actor, 'workload.update', ref),
          }}
          initial={initial}
        />
      </MoreMessages>
    )
  })
}
