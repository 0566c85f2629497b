import { hashIdentity, type Identity } from './identity.ts'
import { isUsername } from './space-id.ts'

const MAX_LENGTH = 50

/** Names that would pass for somebody else's: the system's, the portal's or an administrator's. */
const RESERVED = new Set(
  `about access account accounts admin administrator administrators admins all anonymous any anybody anyone api app apps auth
  billing cluster config console containerd contact contour coredns dashboard default demo dev docs envoy etcd everybody everyone
  example external file files fileserver gateway global group groups guest guests health help helm home id info ingress internal
  istio kube kubelet kubernetes legal local localhost login logout mail maintenance me metrics moderator monitoring moorage network
  new nobody node nodes none null oidc official openshift operator operators owner people person portal postmaster privacy private prod
  profile prometheus public quota request requests root secret secrets security self service services session settings shared
  sign-in sign-out signin signout space spaces sso staff staging status storage super superuser support sys sysadmin system team
  template templates test trash undefined unknown user users volume volumes webmaster workload workloads www you`.split(
    /\s+/,
  ),
)
// "user-…-storage" and "group-…-storage" are the namespaces; a name that looks like a part of one misleads who reads it.
const RESERVED_PATTERN = /^(kube|system|moorage|group|user|openshift)-|-(storage|disk)$/

// Letters that Unicode does not take apart into a plain letter and a mark.
const PLAIN: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ł: 'l',
  þ: 'th',
  ı: 'i',
  ħ: 'h',
}

interface Slug {
  text: string
  /** Letters were lost: names in other scripts, and letters that only look like plain ones. */
  isLossy: boolean
}

/** A name made fit for DNS, at most 50 characters; empty when nothing is left of it. */
export function toSlug(name: string): Slug {
  const local = name.trim().replace(/(?<=[^@])@[^@]*$/, '')
  const plain = local
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøđðłþıħ]/g, (letter) => PLAIN[letter] ?? '')
  const text = plain
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, MAX_LENGTH)
    .replace(/^-|-$/g, '')
  return { text, isLossy: /[^\p{ASCII}\p{P}\p{S}\p{Z}\p{C}]/u.test(plain) }
}

export function isReservedUsername(name: string): boolean {
  return RESERVED.has(name) || RESERVED_PATTERN.test(name)
}

/**
 * The usernames that are tried in turn, the nicest first: always the same ones for the same claim and identity, so that
 * two sign-ins of one person at the same time arrive at the same name. Never empty, none of them reserved.
 */
export function toUsernameCandidates(identity: Identity, claim: string): string[] {
  const { text, isLossy } = toSlug(claim)
  const hash = hashIdentity(identity)
  const withHash = (stem: string, length: number) =>
    `${stem.slice(0, MAX_LENGTH - length - 1).replace(/-$/, '')}-${hash.slice(0, length)}`
  const own = text === '' ? [] : [...(isLossy ? [] : [text]), withHash(text, 6), withHash(text, 12)]
  const names = new Set([...own, withHash('p', 12), withHash('p', 32)])
  return [...names].filter((name) => isUsername(name) && !isReservedUsername(name))
}
