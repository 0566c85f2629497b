import { createHash, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Template } from '#lib/templates/schema.ts'
import type { DeploymentFacts } from './objects-controllers.ts'

/** What one secret is used for; none of the keys made of it says anything about another. */
export type GatewayKeyUse = 'calls' | 'cookies' | 'replicas'

export function deriveGatewayKey(secret: string, use: GatewayKeyUse): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', secret, 'moorage', `gateway ${use}`, 32))
}

/** How the gateway shows the portal that it is the gateway. */
export function toCallToken(secret: string): string {
  return Buffer.from(deriveGatewayKey(secret, 'calls')).toString('base64url')
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
 * to look at: somebody who put another image behind it would show viewers a shell.
 */
export function isShownToViewers(facts: Pick<DeploymentFacts, 'template'>, template: Template): boolean {
  const { containers } = facts.template
  const [container] = containers
  const { image, command = [], args = [] } = template.defaults
  const isSame = (given: readonly string[], wanted: readonly string[]) =>
    JSON.stringify(given) === JSON.stringify(wanted)
  return (
    template.webRole === 'viewer' &&
    template.kind === 'service' &&
    containers.length === 1 &&
    container?.image === image &&
    isSame(container?.command ?? [], command) &&
    isSame(container?.args ?? [], args)
  )
}
