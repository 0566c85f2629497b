'use client'

import { useEffect, useState, useSyncExternalStore } from 'react'
import { recoverSession } from '#components/session/session-end.ts'
import type { SpaceId } from '#lib/auth/space-id.ts'
import { startFiles } from '#lib/files/actions.ts'
import { readFileAccess } from '#lib/files/queries.ts'
import type { FileAccess } from '#lib/files/schema.ts'
import { CallError } from '#lib/http/call.ts'
import { AccessKeeper } from './access-keeper.ts'
import { FileClient } from './file-client.ts'

export interface FileAccessHandle {
  /** How far the file server is; null before the portal has answered. */
  access: FileAccess | null
  /** Why the portal gives no access, or could not be asked; a CallError as a rule. */
  problem: unknown
  client: FileClient
  keeper: AccessKeeper
}

const NOTHING = { access: null, problem: null }

/** Opens a volume for as long as the component is there: starts its file server and keeps a valid token at hand. */
export function useFileAccess(space: SpaceId, volume: string): FileAccessHandle {
  const [{ keeper, client }] = useState(() => create(space, volume))
  useEffect(() => keeper.open(), [keeper])
  const { access, problem } = useSyncExternalStore(keeper.subscribe, keeper.getState, () => NOTHING)
  return { access, problem, client, keeper }
}

function create(space: SpaceId, volume: string) {
  const keeper = new AccessKeeper({
    start: async (isTakeOver) => {
      const result = await startFiles({ space, volume, isTakeOver })
      if (result.ok) return result.value
      throw new CallError(result.error.code === 'UNAUTHENTICATED' ? 401 : 0, result.error)
    },
    poll: (known, signal) => readFileAccess({ space, volume, known, signal }),
    judge,
  })
  return { keeper, client: new FileClient(keeper.getAddress) }
}

/** What stays as it is until somebody does something is not asked for again and again. */
const FINAL = new Set(['FORBIDDEN', 'NOT_FOUND', 'INVALID_INPUT'])

async function judge(error: unknown): Promise<'again' | 'later' | 'never'> {
  if (!(error instanceof CallError)) return 'later'
  if (error.view.code === 'UNAUTHENTICATED') return (await recoverSession()) ? 'again' : 'later'
  return FINAL.has(error.view.code) ? 'never' : 'later'
}
