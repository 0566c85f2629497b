import type { ClashRule } from '#lib/files/protocol/requests.ts'
import { ONE_REQUEST_BYTES_MAX } from '#lib/files/protocol/uploads.ts'
import type { FileClient, GetFileAddress } from '../file-client.ts'
import { FileProblemError } from '../file-problem.ts'
import { sendFile } from './send-file.ts'
import type { UploadItem } from './upload-item.ts'

/** Times go over the wire in milliseconds; a volume may keep them a little less exactly. */
const SAME_TIME_MS = 2

export interface RunUploadOptions {
  item: UploadItem
  file: File | null
  clash: ClashRule
  client: FileClient
  getAddress: GetFileAddress
  signal: AbortSignal
  onBegun: (uploadId: string) => void
  onSent: (sentBytes: number) => void
  onAccepted: (sentBytes: number) => void
}

export type UploadOutcome = Pick<UploadItem, 'sha256' | 'isWholeCompared' | 'placedAt' | 'wasThere'> & { state: 'done' }

/** One attempt at one item. Throws what `decideNextStep` takes. */
export async function runUpload(options: RunUploadOptions): Promise<UploadOutcome> {
  const { item, client } = options
  return item.kind === 'folder' ? makeFolder(item, client) : sendOne(options)
}

const DONE = { state: 'done', sha256: null, isWholeCompared: null, placedAt: null, wasThere: false } as const

async function makeFolder({ path }: UploadItem, client: FileClient): Promise<UploadOutcome> {
  try {
    await client.mkdir(path, { withParents: true })
    return DONE
  } catch (error) {
    if (!isCode(error, 'NAME_TAKEN')) throw error
    const { kind } = await client.stat(path)
    if (kind !== 'folder') throw new FileProblemError('NOT_A_FOLDER', { path, cause: error })
    return { ...DONE, wasThere: true }
  }
}

async function sendOne(options: RunUploadOptions): Promise<UploadOutcome> {
  const { item, file, client } = options
  if (!file) throw new FileProblemError('INTERNAL')
  try {
    const { uploadId, path, changedAtMs } = item
    const sent = await sendFile({ ...options, file, uploadId, path, changedAtMs })
    if (sent.sha256 && sent.ownSha256 && sent.sha256 !== sent.ownSha256) throw new WholeDiffersError()
    return {
      ...DONE,
      sha256: sent.sha256,
      isWholeCompared: sent.sha256 && sent.ownSha256 ? true : null,
      placedAt: sent.placedAt === item.path ? null : sent.placedAt,
    }
  } catch (error) {
    // It was there before, or an answer got lost on its way after the file was in its place.
    if (isCode(error, 'NAME_TAKEN') && (await isSameFile(item, client))) return { ...DONE, wasThere: true }
    throw error
  }
}

/**
 * Name, size and time to the millisecond, as copying programs decide it. Of what goes in one request, the server has
 * compared the content already, and says that the name is taken only by something else.
 */
async function isSameFile({ path, sizeBytes, changedAtMs }: UploadItem, client: FileClient): Promise<boolean> {
  if (sizeBytes <= ONE_REQUEST_BYTES_MAX) return false
  const there = await client.stat(path).catch(() => null)
  if (there?.kind !== 'file' || there.sizeBytes !== sizeBytes || changedAtMs === null) return false
  return Math.abs(Date.parse(there.changedAt) - changedAtMs) <= SAME_TIME_MS
}

function isCode(error: unknown, code: FileProblemError['code']): boolean {
  return error instanceof FileProblemError && error.code === code
}

/** What lies on the volume is not what was read here. Never seen, because each part is compared before; told if it is. */
class WholeDiffersError extends Error {
  constructor() {
    super('The file on the volume differs from the one that was read.')
    this.name = 'WholeDiffersError'
  }
}
