import { createCipheriv, createHash, type Hash } from 'node:crypto'
import { Readable } from 'node:stream'
import { expect } from '@playwright/test'
import { Upload } from 'tus-js-client'
import { fileRoutes, UPLOAD_SHA256_HEADER } from '#lib/files/protocol/file-routes.ts'
import { ONE_REQUEST_BYTES_MAX } from '#lib/files/protocol/uploads.ts'
import { patchObject } from '#lib/kube/verbs.ts'
import { routes } from '#lib/routes.ts'
import { digestDownload, readFiles, toAddress, type OpenFiles } from './file-access.ts'
import { client } from './place.ts'
import { test } from './portal-test.ts'

const MIB = 1024 * 1024
const SIZE_BYTES = 10 * 1024 * MIB
const NAME = 'ten-gibibytes.bin'

test('10 GiB arrive whole through the ingress, and come back', async ({ people }) => {
  test.setTimeout(30 * 60_000)
  const person = await people.create()
  const volume = `user-${person.username}-disk`
  const page = await people.signIn(person, { path: routes.files(person.space, volume) })
  const cookies = await page.context().cookies()
  const read = () => readFiles({ space: person.space, volume }, cookies)
  await read()
  const patch = { spec: { resources: { requests: { storage: '12Gi' } } } }
  const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', namespace: person.namespace, name: volume }
  await patchObject(client, claim, { patch })
  const { sent, told } = await upload(read)
  expect(told).toBe(sent)
  expect(await digestDownload(await read(), NAME)).toBe(sent)
})

/** Random and the same each time: nothing has to be kept to know what it was. */
async function* produce(hash: Hash): AsyncGenerator<Buffer> {
  const cipher = createCipheriv('aes-128-ctr', Buffer.alloc(16, 7), Buffer.alloc(16))
  const zeros = Buffer.alloc(MIB)
  for (let sent = 0; sent < SIZE_BYTES; sent += MIB) {
    const block = cipher.update(zeros)
    hash.update(block)
    yield block
  }
}

/** By the real client of the protocol; `told` is what the server says of the whole. */
async function upload(read: () => Promise<OpenFiles>): Promise<{ sent: string; told: string | undefined }> {
  const hash = createHash('sha256')
  let access = await read()
  const { origin, path, host } = toAddress(access)
  const done = Promise.withResolvers<string | undefined>()
  const sending = new Upload(Readable.from(produce(hash)), {
    endpoint: `${origin}${path}${fileRoutes.uploads()}`,
    uploadSize: SIZE_BYTES,
    chunkSize: ONE_REQUEST_BYTES_MAX,
    metadata: { path: NAME },
    headers: { host },
    onBeforeRequest: async (request) => {
      // Tokens are short; a page renews its own likewise.
      if (Date.parse(access.expiresAt ?? '') - Date.now() < 60_000) access = await read()
      request.setHeader('authorization', `Bearer ${access.token}`)
    },
    onError: done.reject,
    onSuccess: ({ lastResponse }) => done.resolve(lastResponse.getHeader(UPLOAD_SHA256_HEADER)),
  })
  sending.start()
  const told = await done.promise
  return { sent: hash.digest('hex'), told }
}
