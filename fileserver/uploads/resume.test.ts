import { expect, test } from 'vitest'
import { uploadAcrossClients, uploadAcrossServers } from '../testing/killed-uploads.ts'

// `npm test -- soak` does it fifty times.
const TIMES = 3

test('an upload outlives its file server, killed at any byte', async () => {
  for (let time = 0; time < TIMES; time += 1) {
    const { offsetBytes, sizeBytes, digests } = await uploadAcrossServers()
    expect(new Set(digests).size, `killed at ${offsetBytes} of ${sizeBytes}`).toBe(1)
  }
}, 120_000)

test('an upload outlives its client, killed at any byte', async () => {
  for (let time = 0; time < TIMES; time += 1) {
    const { offsetBytes, sizeBytes, digests } = await uploadAcrossClients()
    expect(new Set(digests).size, `killed at ${offsetBytes} of ${sizeBytes}`).toBe(1)
  }
}, 120_000)
