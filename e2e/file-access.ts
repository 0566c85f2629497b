import { createHash } from 'node:crypto'
import { request as sendHttp, type IncomingMessage } from 'node:http'
import { once } from 'node:events'
import { expect, type Cookie } from '@playwright/test'
import { fileRoutes } from '#lib/files/protocol/file-routes.ts'
import type { FileAccess, FileLink } from '#lib/files/schema.ts'
import { routes } from '#lib/routes.ts'
import { layout } from './place.ts'
import { send } from './send.ts'
import { callAction, listServerActions } from './server-actions.ts'

export interface VolumeOf {
  space: `u/${string}` | `g/${string}`
  volume: string
}

/** What the portal tells a page about a volume's file server, as far as it is at this moment. */
export function askForFiles({ space, volume }: VolumeOf, cookies?: readonly Cookie[]) {
  return send({ path: routes.api.fileAccess(space, volume), cookies })
}

/** An open file server with a token for it. */
export type OpenFiles = FileAccess & { baseUrl: string; token: string }

/** Once it is ready; something must have started it. */
export async function readFiles(volume: VolumeOf, cookies: readonly Cookie[]): Promise<OpenFiles> {
  let access: FileAccess | null = null
  await expect(async () => {
    access = JSON.parse((await askForFiles(volume, cookies)).body) as FileAccess
    expect(access).toMatchObject({ state: 'ready', baseUrl: expect.any(String), token: expect.any(String) })
  }).toPass({ timeout: 120_000, intervals: [200] })
  return access as unknown as OpenFiles
}

/** An address for a download, as the page asks for it. */
export async function createDownloadLink(
  { space, volume, path }: VolumeOf & { path: string },
  cookies: readonly Cookie[],
): Promise<FileLink> {
  const action = (await listServerActions()).find(({ name }) => name === 'createFileLink')
  if (!action) throw new Error('The portal has no action that makes links.')
  const input = { space, volume, use: 'download', path }
  const result = await callAction({ id: action.id, path: routes.files(space, volume), input, cookies })
  if (!result?.ok) throw new Error(`No link was made: ${JSON.stringify(result)}`)
  return result.value as FileLink
}

/** By address, because Node does not know that names under localhost mean this machine. */
export function toAddress({ baseUrl }: OpenFiles): { origin: string; path: string; host: string } {
  const { host, pathname } = new URL(baseUrl)
  return { origin: `http://127.0.0.1:${layout.ingressPort}`, path: pathname.replace(/\/$/, ''), host }
}

/** Of what comes back through the ingress. */
export async function digestDownload(access: OpenFiles, file: string): Promise<string> {
  const { path, host } = toAddress(access)
  const request = sendHttp({
    host: '127.0.0.1',
    port: layout.ingressPort,
    path: `${path}${fileRoutes.content()}?path=${encodeURIComponent(file)}`,
    headers: { host, authorization: `Bearer ${access.token}` },
    agent: false,
  })
  request.end()
  const [response] = (await once(request, 'response')) as [IncomingMessage]
  expect(response.statusCode).toBe(200)
  const hash = createHash('sha256')
  for await (const chunk of response as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}
