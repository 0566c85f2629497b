'use client'

import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useTranslations } from 'next-intl'
import { useState } from 'react'
import { ErrorState } from '#components/feedback/error-state.tsx'
import { NoRightsState } from '#components/feedback/no-rights-state.tsx'
import { RetryButton } from '#components/feedback/retry-button.tsx'
import { PageHeader } from '#components/layout/page-header.tsx'
import { useLiveWish } from '#components/live/live-provider.tsx'
import { Button } from '#components/ui/button.tsx'
import { Part } from '#components/ui/part.tsx'
import { TabLinks } from '#components/ui/tab-links.tsx'
import { useShallowQuery } from '#components/ui/use-shallow-query.ts'
import { configQuery } from '#lib/config/queries.ts'
import { CONFIG_KINDS, type ConfigItem, type ConfigOverview } from '#lib/config/schema.ts'
import { CallError, pickProblemDetails } from '#lib/http/call.ts'
import { routes } from '#lib/routes.ts'
import type { SpaceSummary } from '#lib/spaces/schema.ts'
import type { ConfigRights } from './config-rights.ts'
import { ConfigTable } from './config-table.tsx'
import { mayWrite, parseOpenName, toOpenQuery, toTab } from './config-view.ts'
import { SecretNote } from './secret-note.tsx'
import { useConfigActions } from './use-config-actions.tsx'

const loadCreateConfigMap = () => import('./create-config-map-dialog.tsx')
const loadCreateSecret = () => import('./create-secret-dialog.tsx')
const loadSheet = () => import('./config-sheet.tsx')
const loadEditConfigMap = () => import('./edit-config-map-dialog.tsx')
const loadEditSecret = () => import('./edit-secret-dialog.tsx')
const loadDelete = () => import('./delete-config-dialog.tsx')

/** Nothing tells of what is made elsewhere, so it is looked at again while somebody looks. */
const REFETCH_MS = 20_000

export interface ConfigTask {
  kind: 'edit' | 'delete'
  item: ConfigItem
}

interface ConfigBoardProps {
  space: SpaceSummary
  userUid: string
  rights: ConfigRights
  /** Null: it could not be read with the page. */
  initial: ConfigOverview | null
}

/** The ConfigMaps and Secrets of a space and all that can be done with them. */
export function ConfigBoard({ space, userUid, rights, initial }: ConfigBoardProps) {
  const t = useTranslations('config')
  useLiveWish(space.id, false)
  const { data, error, refetch, isPending } = useQuery({
    ...configQuery(space.id),
    initialData: initial ?? undefined,
    refetchInterval: REFETCH_MS,
    refetchOnWindowFocus: 'always',
  })
  const query = useShallowQuery()
  const [task, setTask] = useState<ConfigTask | null>(null)
  const opened = parseOpenName(query.get('open'))
  const created = CONFIG_KINDS.find((one) => one === query.get('create'))
  const kind = opened?.kind ?? created ?? CONFIG_KINDS.find((one) => one === query.get('tab')) ?? 'config-map'
  const items = data?.items.filter((item) => item.kind === kind) ?? []
  const find = ({ kind: of, name }: Pick<ConfigItem, 'kind' | 'name'>) =>
    data?.items.find((item) => item.kind === of && item.name === name)
  const closeSheet = () => query.go({ open: null, tab: toTab(kind) }, 'replace')
  const getActions = useConfigActions({ rights, onOpen: (item) => query.go(toOpenQuery(item)), onTask: setTask })
  const createProblem = mayWrite({ kind }, rights) ? null : t('noRight')
  const isHidden = kind === 'secret' && data?.hasSecrets === false

  // What a dialog is about is looked up anew, so that it shows what has happened meanwhile.
  const taskItem = task && (find(task.item) ?? task.item)
  const closeTask = () => setTask(null)
  const edit = { userUid, rights, onClose: closeTask }
  const tasks = (
    <>
      {task?.kind === 'edit' && taskItem?.kind === 'config-map' && (
        <Part load={loadEditConfigMap} item={taskItem} {...edit} />
      )}
      {task?.kind === 'edit' && taskItem?.kind === 'secret' && <Part load={loadEditSecret} item={taskItem} {...edit} />}
      {task?.kind === 'delete' && taskItem && (
        <Part
          load={loadDelete}
          item={taskItem}
          onClose={closeTask}
          onDone={() => opened?.name === taskItem.name && closeSheet()}
        />
      )}
    </>
  )
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('lede')}
        action={
          <Button
            variant="primary"
            icon={<Plus />}
            disabledReason={createProblem}
            onClick={() => query.go({ create: kind, tab: toTab(kind) })}
          >
            {t(`create.${kind}`)}
          </Button>
        }
      />
      <TabLinks
        label={t('tabsLabel')}
        tabs={CONFIG_KINDS.map((tab) => ({
          href: routes.config(space.id, tab === 'secret' ? { tab } : {}),
          label: t(`tabs.${tab}`),
          isCurrent: tab === kind,
        }))}
      />
      <div className="mt-5 grid gap-4">
        {kind === 'secret' && !isHidden && <SecretNote isRevealOn={rights.isRevealOn} />}
        <ConfigTable
          kind={kind}
          items={items}
          getActions={getActions}
          isLoading={isPending && !error}
          problem={
            isHidden ? (
              <NoRightsState text={t('secretsHidden')} />
            ) : (
              error &&
              data === undefined && (
                <ErrorState
                  title={t('failed')}
                  message={error instanceof CallError ? error.view.message : t('failedText')}
                  {...pickProblemDetails(error)}
                  action={<RetryButton onRetry={() => void refetch()} />}
                />
              )
            )
          }
        />
      </div>
      {created && createProblem === null && (
        <Part
          load={created === 'secret' ? loadCreateSecret : loadCreateConfigMap}
          space={space.id}
          userUid={userUid}
          onClose={() => query.go({ create: null }, 'replace')}
        />
      )}
      {opened && data && !isHidden ? (
        <Part load={loadSheet} item={find(opened) ?? null} rights={rights} onTask={setTask} onClose={closeSheet}>
          {/* Inside the sheet when it is open, so that Esc closes one window at a time. */}
          {tasks}
        </Part>
      ) : (
        tasks
      )}
    </>
  )
}
