import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parse, stringify } from 'yaml'

type Entry = Record<string, unknown>
type Change = (entry: Entry) => Entry

interface Kubeconfig {
  clusters: { name: string; cluster: Entry }[]
  users: { name: string; user: Entry }[]
}

const unchanged: Change = (entry) => entry

/** A copy in which something is different; resolves with its path. */
export async function writeChangedKubeconfig(
  from: string,
  changes: { cluster?: Change; user?: Change },
): Promise<string> {
  const { cluster: changeCluster = unchanged, user: changeUser = unchanged } = changes
  const config = parse(await readFile(from, 'utf8')) as Kubeconfig
  const clusters = config.clusters.map(({ name, cluster }) => ({ name, cluster: changeCluster(cluster) }))
  const users = config.users.map(({ name, user }) => ({ name, user: changeUser(user) }))
  const file = path.join(tmpdir(), `moorage-${randomUUID()}.yaml`)
  await writeFile(file, stringify({ ...config, clusters, users }), { mode: 0o600 })
  return file
}
