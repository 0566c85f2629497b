import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Template } from '#lib/templates/schema.ts'
import type { DeploymentFacts } from './objects-controllers.ts'
import type { TemplateContainer } from './objects-template.ts'
import { CONFIG_PATH } from './schema-launch.ts'

/** What one secret is used for; none of the keys made of it says anything about another. */
export type GatewayKeyUse = 'calls' | 'listeners' | 'cookies' | 'replicas'

export function deriveGatewayKey(secret: string, use: GatewayKeyUse): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'moorage', `gateway ${use}`, 32))
}

/** How the gateway shows the portal that it is the gateway, and for `listeners` the portal the gateway that it is the portal. */
export function toCallToken(secret: string, use: 'calls' | 'listeners' = 'calls'): string {
  return Buffer.from(deriveGatewayKey(secret, use)).toString('base64url')
}

export function isSameSecret(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

/** The host name of terminals; no workload has it, because theirs end in ten characters after a hyphen. */
export function getTerminalHost(appsDomain: string): string {
  return `terminal.${appsDomain}`
}

/** As browsers write it; the apps domain has TLS where the portal has it. */
export function toWebOrigin(host: string, portalUrl: string): string {
  return `${portalUrl.startsWith('https:') ? 'https' : 'http'}://${host}`
}

/** The name of a workload, and what stands for its space, in the host of a web address; null for other hosts. */
export function parseWebHost(host: string, appsDomain: string): { name: string; label: string } | null {
  const rest = host.endsWith(`.${appsDomain}`) ? host.slice(0, -appsDomain.length - 1) : ''
  const [, name, label] = /^([a-z](?:[-a-z0-9]*[a-z0-9])?)-([a-z2-7]{10})$/.exec(rest) ?? []
  return name && label ? { name, label } : null
}

/**
 * Whether a workload still runs the program of a template that is open to viewers. Its annotation only says which template
 * to look at: somebody who put another image behind it, or variables and files that make the same image run something
 * else, would show viewers a shell.
 */
export function isShownToViewers(facts: Pick<DeploymentFacts, 'template'>, template: Template): boolean {
  const { containers } = facts.template
  const [container] = containers
  return (
    template.webRole === 'viewer' &&
    template.kind === 'service' &&
    containers.length === 1 &&
    container !== undefined &&
    isSameProgram(container, template) &&
    hasOnlyWhatIsKnown(container, template)
  )
}

function isSameProgram({ image, command, args }: TemplateContainer, { defaults }: Template): boolean {
  const isSame = (given: readonly string[], wanted: readonly string[] = []) =>
    JSON.stringify(given) === JSON.stringify(wanted)
  return image === defaults.image && isSame(command, defaults.command) && isSame(args, defaults.args)
}

/** Variables and places of the template only; files that the form makes count where the template holds them fast. */
function hasOnlyWhatIsKnown({ environment, environmentSets, mounts }: TemplateContainer, template: Template): boolean {
  const { defaults, fixed } = template
  const names = new Set(defaults.environment?.map(({ name }) => name))
  const sets = new Set(defaults.environmentSets?.map(({ object }) => object))
  const places = new Set(defaults.mounts?.map(({ path }) => path))
  if (defaults.files?.length && fixed.includes('files')) places.add(CONFIG_PATH)
  return (
    environment.every(({ name }) => names.has(name)) &&
    environmentSets.every(({ object }) => sets.has(object)) &&
    mounts.every(({ path }) => places.has(path))
  )
}
