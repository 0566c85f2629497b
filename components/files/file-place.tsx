'use client'

import { createContext, useContext } from 'react'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { FileMode } from '#lib/files/protocol/tokens.ts'
import type { AccessKeeper } from './access-keeper.ts'
import type { FileClient } from './file-client.ts'

/** The volume that the page shows. */
export interface FilePlace {
  space: SpaceId
  volume: string
  volumeUid: string
  /** What people call it. */
  label: string
  /** `ro` for those who may only look. */
  mode: FileMode
  /** Of the person; drafts and unfinished uploads are kept under it. */
  userUid: string
  client: FileClient
  keeper: AccessKeeper
}

const PlaceContext = createContext<FilePlace | null>(null)

export const FilePlaceProvider = PlaceContext.Provider

export function useFilePlace(): FilePlace {
  const place = useContext(PlaceContext)
  if (!place) throw new TypeError('Files need a FilePlaceProvider around them')
  return place
}
