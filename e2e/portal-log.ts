import { PORTAL_NAME, PORTAL_SELECTOR } from '#cluster/demo/portal-settings.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { listObjects } from '#lib/kube/verbs.ts'
import { client } from './place.ts'

/** All that the portal under test has written. */
export async function readLog(): Promise<string> {
  const labelSelector = Object.entries(PORTAL_SELECTOR)
    .map(([name, value]) => `${name}=${value}`)
    .join(',')
  const pods = await listObjects(client, { apiVersion: 'v1', kind: 'Pod', namespace: NAMESPACE, labelSelector })
  const logs = pods.map(async ({ metadata }) => {
    const path = `/api/v1/namespaces/${NAMESPACE}/pods/${metadata.name}/log`
    const stream = await client.stream({ path, query: { container: PORTAL_NAME } })
    return (await Array.fromAsync(stream as AsyncIterable<Buffer>)).join('')
  })
  return (await Promise.all(logs)).join('')
}

/** What it wrote while it answered one request. */
export async function readLinesOf(requestId: string): Promise<unknown[]> {
  const lines = (await readLog()).split('\n').filter((line) => line.includes(requestId))
  return lines.map((line): unknown => JSON.parse(line))
}
