import type { FilePlace } from '../file-place.tsx'

/** Whose uploads onto which volume they are, and the way to its file server. */
export type UploadSource = Pick<FilePlace, 'space' | 'volume' | 'label' | 'client' | 'keeper' | 'userUid' | 'volumeUid'>

/** Under which unfinished uploads are kept. */
export function toOwner({ userUid, volumeUid }: Pick<UploadSource, 'userUid' | 'volumeUid'>): string {
  return `${userUid} ${volumeUid}`
}
