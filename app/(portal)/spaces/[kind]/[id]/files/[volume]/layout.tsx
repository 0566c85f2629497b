import type { ReactNode } from 'react'
import { FileBoard } from '#components/files/file-board.tsx'
import { MoreMessages } from '#components/layout/more-messages.tsx'
import { getVolumeLabel } from '#components/storage/volume-state.ts'
import { can } from '#lib/auth/can.ts'
import { requireSpaceId } from '#lib/auth/space-id.ts'
import { runLayout } from '#lib/http/page.ts'
import { pickMessages } from '#lib/i18n/pick-messages.ts'
import { findScope } from '#lib/spaces/operations-list.ts'
import { listVolumes } from '#lib/storage/operations.ts'
import { readSpaceId } from '../../space-params.ts'

interface FilesLayoutProps {
  params: Promise<{ kind: string; id: string; volume: string }>
  children: ReactNode
}

const MESSAGES = ['files'] as const

/**
 * The browser stands in the layout, which stays while the folder in the address changes and when the page is made anew:
 * nobody loses a selection or an upload by that. Who may not be here is told by the page.
 */
export default async function FilesLayout({ params, children }: FilesLayoutProps) {
  const space = await readSpaceId(params)
  const volumeName = decodeURIComponent((await params).volume)
  return runLayout(async (actor) => {
    if (!actor) return children
    const found = findScope(actor, 'files.read', space)
    if ('problem' in found) return children
    const volumes = listVolumes(found.scope)
    const volume = volumes.find(({ name }) => name === volumeName)
    if (!volume) return children
    const ref = requireSpaceId(space)
    return (
      <MoreMessages messages={await pickMessages(MESSAGES)}>
        <FileBoard
          key={volume.uid}
          volumes={volumes}
          volume={volume}
          label={getVolumeLabel(volume)}
          mode={can(actor, 'files.write', ref) ? 'rw' : 'ro'}
          canGrow={can(actor, 'volume.grow', ref)}
          userUid={actor.uid}
        />
        {children}
      </MoreMessages>
    )
  })
}
