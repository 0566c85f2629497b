import type { Claim } from '#lib/storage/objects-claims.ts'
import type { Pod } from '#lib/storage/objects-pods.ts'
import { countPods } from './preflight-quota.ts'
import { refuse, warn } from './preflight-findings.ts'
import type { PreflightFacts } from './preflight-findings.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'

/** Whether the volumes are there, and can be had where somebody else has them now. */
export function checkVolumes(input: LaunchInput, { claims, pods }: PreflightFacts): Finding[] {
  if (!claims) return []
  const seen = new Set<string>()
  return input.mounts.flatMap((mount, at): Finding[] => {
    // One volume may be mounted at several places; each reason is given once.
    if (mount.source !== 'volume' || seen.has(mount.object)) return []
    seen.add(mount.object)
    const field = `mounts.${at}.object`
    const claim = claims.find(({ name }) => name === mount.object)
    if (!claim) return [refuse('volume-missing', field, { volume: mount.object })]
    if (claim.isDeleting) return [refuse('volume-deleting', field, { volume: claim.name })]
    if (claim.state === 'lost') return [refuse('volume-lost', field, { volume: claim.name })]
    return checkSharing(input, { claim, pods, field })
  })
}

function checkSharing(
  input: LaunchInput,
  { claim, pods, field }: { claim: Claim; pods: readonly Pod[]; field: string },
): Finding[] {
  const volume = claim.name
  const replicas = countPods(input)
  // A file server ends by itself as soon as somebody waits for its volume.
  const others = pods.filter(
    (pod) => pod.claims.includes(volume) && !pod.isFinished && !pod.isFileServer && pod.workload !== input.name,
  )
  const [holder] = others
  if (claim.accessModes.includes('ReadWriteMany') || claim.accessModes.includes('ReadOnlyMany')) return []
  if (claim.accessModes.includes('ReadWriteOncePod')) {
    if (replicas > 1) return [refuse('volume-for-one-pod', field, { volume }, [oneReplica])]
    if (!holder) return []
    const name = holder.workload ?? holder.name
    return [
      refuse('volume-in-use', field, { volume, workload: name }, [
        { code: 'stop', target: name, parameters: { names: name } },
      ]),
    ]
  }
  return [
    ...(holder?.nodeName
      ? [warn('volume-on-node', field, { volume, node: holder.nodeName, workload: holder.workload ?? holder.name })]
      : []),
    ...(replicas > 1 ? [warn('volume-on-one-node', field, { volume }, [oneReplica])] : []),
  ]
}

const oneReplica = { code: 'fewer-replicas', target: 'replicas', parameters: { amount: 1 } }
