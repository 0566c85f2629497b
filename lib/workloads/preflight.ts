import { refuse, warn } from './preflight-findings.ts'
import type { PreflightFacts } from './preflight-findings.ts'
import { checkNodes } from './preflight-nodes.ts'
import { checkLimits, checkQuota } from './preflight-quota.ts'
import { checkReferences } from './preflight-references.ts'
import { checkVolumes } from './preflight-volumes.ts'
import { parseImage } from './schema-fields.ts'
import type { LaunchInput } from './schema-launch.ts'
import type { Finding } from './schema-preview.ts'

/** All that stands against a launch, and all that is better known before it; refusals first, each reason once. */
export function checkLaunch(input: LaunchInput, facts: PreflightFacts): Finding[] {
  const findings = [
    ...checkName(input, facts),
    ...checkLimits(input, facts.limits),
    ...checkQuota(input, facts),
    ...checkNodes(input, facts.nodes),
    ...checkVolumes(input, facts),
    ...checkReferences(input, facts),
    ...checkUser(input, facts),
    ...checkImage(input),
    ...checkWeb(input, facts),
  ]
  return [
    ...findings.filter(({ level }) => level === 'refusal'),
    ...findings.filter(({ level }) => level === 'warning'),
  ]
}

/** One name is one workload, whatever its kind: its inner address and its configuration are called after it. */
function checkName({ name }: LaunchInput, { names, current }: PreflightFacts): Finding[] {
  const holder = names.find(
    (one) => one.name === name && (one.kind === 'inner-address' ? current === null : one.uid !== current?.uid),
  )
  return holder ? [refuse('name-taken', 'name', { name, kind: holder.kind })] : []
}

function checkUser({ userId, hasOwnUsers }: LaunchInput, facts: PreflightFacts): Finding[] {
  const { podSecurity, needsRoot, hasUserNamespaces } = facts
  if (hasOwnUsers && !hasUserNamespaces) return [refuse('no-own-users', 'hasOwnUsers')]
  if (podSecurity === 'restricted' && needsRoot) return [refuse('needs-root', null)]
  if (podSecurity === 'restricted' && userId === 0) return [refuse('root-not-allowed', 'userId')]
  if (needsRoot && userId !== 0) return [warn('root-expected', 'userId')]
  if (userId !== null && userId !== 1000) return [warn('other-user', 'userId', { userId })]
  return []
}

function checkImage({ image }: LaunchInput): Finding[] {
  const reference = parseImage(image)
  const isMoving = reference !== null && reference.digest === null && (reference.tag ?? 'latest') === 'latest'
  return isMoving ? [warn('moving-tag', 'image', { image })] : []
}

function checkWeb({ kind, web }: LaunchInput, { web: offer }: PreflightFacts): Finding[] {
  if (web === null) return []
  if (kind !== 'service') return [refuse('web-for-services-only', 'web')]
  if (!offer.isOffered) return [refuse('no-web-addresses', 'web')]
  if (web.visibility === 'public' && !offer.isPublicAllowed) return [refuse('public-not-allowed', 'web.visibility')]
  return []
}
