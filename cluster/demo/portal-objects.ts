import type { KubeObject } from '#lib/kube/object.ts'
import { buildConfiguration, buildDeployment } from './portal-deployment.ts'
import { buildIngresses, buildNetworkPolicies } from './portal-network.ts'
import type { PortalSettings } from './portal-settings.ts'

/** The portal itself, in the order to apply it in: closed before it runs, reachable when it is there. */
export function buildPortal(settings: PortalSettings): KubeObject[] {
  return [
    ...buildNetworkPolicies(settings),
    ...buildConfiguration(settings),
    buildDeployment(settings),
    ...buildIngresses(settings),
  ]
}
