import { run } from '#cluster/exec.ts'

const NFT_TIMEOUT_MS = 10_000
const TABLE_NAME = 'moorage_policy'

async function runNft(netnsFile: string, script: string): Promise<string> {
  const { stdout } = await run('nsenter', [`--net=${netnsFile}`, 'nft', '-f', '-'], {
    input: script,
    timeoutMs: NFT_TIMEOUT_MS,
  })
  return stdout
}

/** The numbers of the policy tables that stand in the kernel: one, or more for a moment and after a crash. */
async function listTableNumbers(netnsFile: string): Promise<number[]> {
  const tables = await runNft(netnsFile, 'list tables inet')
  return [...tables.matchAll(new RegExp(`^table inet ${TABLE_NAME}_(\\d+)$`, 'gm'))].map(([, number]) => Number(number))
}

export async function hasPolicyTable(netnsFile: string): Promise<boolean> {
  return (await listTableNumbers(netnsFile)).length > 0
}

/**
 * Puts a table with these contents in place of the former one, which stays when that fails.
 *
 * Replacing a table in one transaction is atomic for rules, not for packets: one on its way may meet the new chain
 * before the switch and the old chain after it, both empty, and slip through. So the new table comes first and the
 * old one goes after it; in between, a packet has to pass both.
 */
export async function replacePolicyTable(netnsFile: string, contents: string): Promise<void> {
  const former = await listTableNumbers(netnsFile)
  await runNft(netnsFile, `table inet ${TABLE_NAME}_${Math.max(0, ...former) + 1} {\n${contents}}\n`)
  await deleteTables(netnsFile, former)
}

export async function deletePolicyTables(netnsFile: string): Promise<void> {
  await deleteTables(netnsFile, await listTableNumbers(netnsFile))
}

async function deleteTables(netnsFile: string, numbers: readonly number[]): Promise<void> {
  if (numbers.length === 0) return
  await runNft(netnsFile, numbers.map((number) => `delete table inet ${TABLE_NAME}_${number}\n`).join(''))
}
