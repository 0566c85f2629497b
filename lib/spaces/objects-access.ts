import {
  OWNER_GROUP_ANNOTATION,
  OWNER_ISSUER_ANNOTATION,
  OWNER_SUBJECT_ANNOTATION,
  SPACE_ANNOTATION,
} from '#lib/auth/managed-namespace.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { buildLabels } from './objects-marks.ts'
import type { SpaceOwner, SpaceSettings, WantedSpace } from './schema.ts'

const PORTAL_ACCOUNT = 'moorage'
const GATEWAY_ACCOUNT = 'moorage-gateway'

/** The one whose rights everything else in the space is written with. */
export const PORTAL_ROLE = 'moorage-space'
const GATEWAY_ROLE = 'moorage-space-gateway'

const RBAC_GROUP = 'rbac.authorization.k8s.io'

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
export function buildPodSecurityLabels({ podSecurity }: Pick<SpaceSettings, 'podSecurity'>): Record<string, string> {
  return Object.fromEntries(
    ['enforce', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, podSecurity],
      [`pod-security.kubernetes.io/${mode}-version`, 'latest'],
    ]),
  )
}

function buildOwnerAnnotations(owner: SpaceOwner): Record<string, string> {
  if (owner.kind === 'group') return { [OWNER_GROUP_ANNOTATION]: owner.groupUid }
  return { [OWNER_ISSUER_ANNOTATION]: owner.issuer, [OWNER_SUBJECT_ANNOTATION]: owner.subject }
}

export function buildNamespace(space: WantedSpace, settings: SpaceSettings): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: space.namespace,
      labels: { ...buildLabels(space.owner.kind), ...buildPodSecurityLabels(settings) },
      annotations: { [SPACE_ANNOTATION]: space.spaceId, ...buildOwnerAnnotations(space.owner) },
    },
  }
}

/** Rights in the space for the portal's and the gateway's own accounts, and for nobody else. */
export function buildRoleBindings(space: WantedSpace, settings: SpaceSettings): KubeObject[] {
  return [
    { role: PORTAL_ROLE, account: PORTAL_ACCOUNT },
    { role: GATEWAY_ROLE, account: GATEWAY_ACCOUNT },
  ].map(({ role, account }) => ({
    apiVersion: `${RBAC_GROUP}/v1`,
    kind: 'RoleBinding',
    metadata: { name: role, namespace: space.namespace, labels: buildLabels(space.owner.kind) },
    roleRef: { apiGroup: RBAC_GROUP, kind: 'ClusterRole', name: role },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: settings.ownNamespace }],
  }))
}
