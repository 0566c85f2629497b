import { run } from '#cluster/exec.ts'
import { POLICY_TABLE } from './ruleset.ts'

const NFT_TIMEOUT_MS = 10_000

function toArguments(netnsFile: string, args: readonly string[]): string[] {
  return [`--net=${netnsFile}`, 'nft', ...args]
}

/** Loads a script in one transaction: all of it counts from one packet to the next, or nothing of it. */
export async function loadRuleset(netnsFile: string, ruleset: string): Promise<void> {
  await run('nsenter', toArguments(netnsFile, ['-f', '-']), { input: ruleset, timeoutMs: NFT_TIMEOUT_MS })
}

export async function hasPolicyTable(netnsFile: string): Promise<boolean> {
  const { stdout } = await run('nsenter', toArguments(netnsFile, ['list', 'tables']), { timeoutMs: NFT_TIMEOUT_MS })
  return stdout.split('\n').includes(`table ${POLICY_TABLE}`)
}
