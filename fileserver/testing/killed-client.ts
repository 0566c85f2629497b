import { once } from 'node:events'
import { buildBytes } from './seeded-bytes.ts'
import { uploadByTus } from './tus-client.ts'

/** A process that begins an upload, says when it is where it is to be killed, and waits for that. */
interface Order {
  url: string
  token: string
  seed: string
  sizeBytes: number
  offsetBytes: number
}

const [order] = (await once(process, 'message')) as [Order]
const { url, token, seed, sizeBytes, offsetBytes } = order
let isThere = false
await uploadByTus({
  server: () => ({ url, token: () => Promise.resolve(token) }),
  path: 'a',
  bytes: buildBytes(seed, sizeBytes),
  chunkBytes: 1024 * 1024,
  metadata: { clash: 'replace' },
  onProgress: (sent) => {
    if (!isThere && sent >= offsetBytes) process.send?.('there')
    isThere ||= sent >= offsetBytes
  },
})
