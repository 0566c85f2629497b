import { itemQuerySchema } from '#lib/files/protocol/requests.ts'
import type { Call } from '../call.ts'
import { FileError, toFileError } from '../file-error.ts'
import { parseQuery } from '../input.ts'
import { openFile, READ } from '../tree/file.ts'
import { locate } from '../tree/locate.ts'
import { toEtag } from '../tree/stat.ts'
import { isRangeValid } from './conditions.ts'
import { sendFile } from './send-file.ts'

export async function getContent(call: Call): Promise<void> {
  const { path } = parseQuery(call, itemQuerySchema)
  await sendPath(call, path, { isDownload: false, isResumed: false })
}

/**
 * A link of the portal, for what cannot send a header: the browser's own download, <img>, <video>. Once its first time is
 * over a download can only be continued, by somebody who knows the tag of what he has begun to receive.
 */
export async function getLink(call: Call): Promise<void> {
  const { claims, isFirstUse } = await call.server.tokens.checkLink(call.parameters.token ?? '')
  call.claims = claims
  if (claims.use === 'zip' || claims.path === '') {
    throw new FileError('UNAUTHENTICATED')
  }
  // The portal's pages show it in <img> and <video>, which belong to another site than the files' origin may do.
  if (claims.use === 'preview') call.response.setHeader('cross-origin-resource-policy', 'cross-origin')
  await sendPath(call, claims.path, { isDownload: claims.use === 'download', isResumed: !isFirstUse })
}

async function sendPath(call: Call, path: string, options: { isDownload: boolean; isResumed: boolean }): Promise<void> {
  await using place = await locate(call.server.root, path)
  try {
    await using file = await openFile(place.folder, place.name, READ)
    const stats = await file.stat({ bigint: true })
    const { range, 'if-range': ifRange } = call.request.headers
    if (options.isResumed) {
      const isSame = range !== undefined && ifRange !== undefined && isRangeValid(String(ifRange), toEtag(stats))
      if (!isSame) throw new FileError('UNAUTHENTICATED')
    }
    await sendFile(call, { file, stats, name: place.name, isDownload: options.isDownload })
  } catch (error) {
    throw toFileError(error, path)
  }
}
