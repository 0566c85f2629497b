import { beforeAll, expect, test } from 'vitest'
import type { KubeClient } from '#lib/kube/client.ts'
import { createObject } from '#lib/kube/verbs.ts'
import { IMAGE_NAMES } from '#cluster/images/image-names.ts'
import { createUnguardedSpace, getRefusal, tryOut, type TestSpace } from '#cluster/testing/accounts-under-test.ts'
import { client } from '#cluster/testing/cluster-under-test.ts'
import { openTestPlaces } from '#cluster/testing/places-under-test.ts'
import { build, buildTemplate, FORMS, FORMS_OF_PORTAL, inContainer, inSpec } from './testing/pod-forms.ts'
import type { Spec } from './testing/pod-forms.ts'

let portal: KubeClient
let space: TestSpace
/** Its Pod Security lets everything pass, so that a refusal is the policy's alone. */
let unguarded: TestSpace
let foreign: TestSpace

beforeAll(async () => {
  const places = await openTestPlaces({ 'pod-security.kubernetes.io/enforce': 'privileged' })
  ;({ portal, space, foreign } = places)
  unguarded = await createUnguardedSpace(portal)
  return async () => {
    await unguarded.remove()
    await places.remove()
  }
})

const withVolume = (source: object) => inSpec({ volumes: [{ name: 'extra', ...source }] })

const projected = (source: object) => withVolume({ projected: { sources: [source] } })
const withNewClaim = (spec: object) =>
  withVolume({
    ephemeral: {
      volumeClaimTemplate: {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Mi' } }, ...spec },
      },
    },
  })
const configMapSource = { configMap: { name: 'settings' } }

const INIT = { name: 'init', image: IMAGE_NAMES.toolbox, command: ['true'] }

const CASES: Record<string, { bad: (spec: Spec) => Spec; good?: (spec: Spec) => Spec; refusal: RegExp }> = {
  hostNetwork: {
    bad: inSpec({ hostNetwork: true }),
    good: inSpec({ hostNetwork: false }),
    refusal: /node's namespaces/,
  },
  hostPID: { bad: inSpec({ hostPID: true }), refusal: /node's namespaces/ },
  hostIPC: { bad: inSpec({ hostIPC: true }), refusal: /node's namespaces/ },
  hostPort: {
    bad: inContainer({ ports: [{ containerPort: 8080, hostPort: 8080 }] }),
    good: inContainer({ ports: [{ containerPort: 8080 }] }),
    refusal: /ports of the node/,
  },
  'hostPort of an init container': {
    bad: inSpec({ initContainers: [{ ...INIT, ports: [{ containerPort: 8080, hostPort: 8080 }] }] }),
    good: inSpec({ initContainers: [{ ...INIT, ports: [{ containerPort: 8080 }] }] }),
    refusal: /ports of the node/,
  },
  privileged: {
    bad: inContainer({ securityContext: { privileged: true } }),
    good: inContainer({ securityContext: { privileged: false } }),
    refusal: /not privileged/,
  },
  'a privileged init container': {
    bad: inSpec({ initContainers: [{ ...INIT, securityContext: { privileged: true } }] }),
    good: inSpec({ initContainers: [INIT] }),
    refusal: /not privileged/,
  },
  'an added capability': {
    bad: inContainer({ securityContext: { capabilities: { add: ['NET_ADMIN'] } } }),
    good: inContainer({ securityContext: { capabilities: { add: ['NET_BIND_SERVICE'] } } }),
    refusal: /no capabilities added/,
  },
  'an added capability of an init container': {
    bad: inSpec({ initContainers: [{ ...INIT, securityContext: { capabilities: { add: ['SYS_ADMIN'] } } }] }),
    good: inSpec({ initContainers: [INIT] }),
    refusal: /no capabilities added/,
  },
  hostPath: {
    bad: withVolume({ hostPath: { path: '/' } }),
    good: withVolume({ emptyDir: {} }),
    refusal: /Volumes of pods in spaces are/,
  },
  nfs: {
    bad: withVolume({ nfs: { server: '10.0.0.1', path: '/home' } }),
    good: withVolume({ persistentVolumeClaim: { claimName: 'disk' } }),
    refusal: /Volumes of pods in spaces are/,
  },
  'csi by name of the driver': {
    bad: withVolume({ csi: { driver: 'nfs.csi.k8s.io', volumeAttributes: { share: '/home' } } }),
    good: withVolume({ secret: { secretName: 'keys' } }),
    refusal: /Volumes of pods in spaces are/,
  },
  "a volume of somebody else's, made with the pod": {
    bad: withNewClaim({ volumeName: 'pvc-of-somebody-else' }),
    good: withNewClaim({}),
    refusal: /made with a pod in a space are new ones/,
  },
  'a Secret of Moorage as a volume': {
    bad: withVolume({ secret: { secretName: 'moorage-keys' } }),
    good: withVolume({ secret: { secretName: 'keys-of-moorage' } }),
    refusal: /for Moorage only/,
  },
  'a Secret of Moorage in a projected volume': {
    bad: projected({ secret: { name: 'moorage-keys' } }),
    good: projected({ secret: { name: 'keys' } }),
    refusal: /for Moorage only/,
  },
  'a variable from a Secret of Moorage': {
    bad: inContainer({ env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'moorage-keys', key: 'key' } } }] }),
    good: inContainer({ env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'keys', key: 'key' } } }] }),
    refusal: /for Moorage only/,
  },
  'all variables from a Secret of Moorage': {
    bad: inContainer({ envFrom: [{ secretRef: { name: 'moorage-keys' } }] }),
    good: inContainer({ envFrom: [{ secretRef: { name: 'keys' } }] }),
    refusal: /for Moorage only/,
  },
  "Moorage's access to a registry": {
    bad: inSpec({ imagePullSecrets: [{ name: 'moorage-registry' }] }),
    good: inSpec({ imagePullSecrets: [{ name: 'registry' }] }),
    refusal: /for Moorage only/,
  },
  'a projected token': {
    bad: projected({ serviceAccountToken: { path: 'token' } }),
    good: projected(configMapSource),
    refusal: /no tokens and no certificates/,
  },
  'a projected certificate': {
    bad: projected({ podCertificate: { signerName: 'kubernetes.io/kube-apiserver-client-pod', keyType: 'ED25519' } }),
    good: projected({ downwardAPI: { items: [{ path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } }] } }),
    refusal: /no tokens and no certificates/,
  },
  'a mounted token': {
    bad: inSpec({ automountServiceAccountToken: true }),
    good: inSpec({ automountServiceAccountToken: false }),
    refusal: /automountServiceAccountToken false|no tokens/,
  },
  'a token by silence': {
    bad: inSpec({ automountServiceAccountToken: undefined }),
    refusal: /ServiceAccountToken|no tokens/,
  },
  'the class of file servers': {
    bad: inSpec({ priorityClassName: 'moorage-files' }),
    refusal: /for file servers only/,
  },
  'a class of the cluster': {
    bad: inSpec({ priorityClassName: 'system-cluster-critical' }),
    refusal: /no priority class of the cluster/,
  },
  'a node of its choice': { bad: inSpec({ nodeName: 'node-1' }), refusal: /put on a node by the scheduler/ },
  'every taint': {
    bad: inSpec({ tolerations: [{ operator: 'Exists' }] }),
    good: inSpec({ tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists' }] }),
    refusal: /keep off the nodes/,
  },
  'the control plane': {
    bad: inSpec({ tolerations: [{ key: 'node-role.kubernetes.io/control-plane', operator: 'Exists' }] }),
    good: inSpec({ tolerations: [{ key: 'example.org/spot', operator: 'Exists' }] }),
    refusal: /keep off the nodes/,
  },
}

test.each(Object.keys(FORMS).flatMap((form) => Object.keys(CASES).map((name) => [form, name] as [string, string])))(
  'no %s in a space with %s, whoever makes it',
  async (form, name) => {
    const { bad, good, refusal } = CASES[name]!
    const { namespace } = unguarded
    const accounts = FORMS_OF_PORTAL.includes(form) ? [client, portal] : [client]
    for (const account of accounts) {
      await expect(tryOut(account, build(form, namespace, buildTemplate(good)))).resolves.toBeDefined()
      const refused = await getRefusal(tryOut(account, build(form, namespace, buildTemplate(bad))))
      expect(refused).toMatch(/^policy: .*'moorage-pods'/)
      expect(refused).toMatch(refusal)
    }
  },
)

// The cluster itself asks for a service account that exists, and only of pods.
test.each(Object.keys(FORMS))('no %s in a space under another service account', async (form) => {
  const { namespace } = unguarded
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: `builder-${form.toLowerCase()}`, namespace },
  })
  const under = (name: string) => build(form, namespace, buildTemplate(inSpec({ serviceAccountName: name })))
  await expect(tryOut(client, under('default'))).resolves.toBeDefined()
  await expect(getRefusal(tryOut(client, under(`builder-${form.toLowerCase()}`)))).resolves.toMatch(
    /^policy: .*run under the service account "default"/,
  )
})

test.each(Object.keys(FORMS))('outside spaces the policy leaves a %s alone', async (form) => {
  const template = buildTemplate(inSpec({ hostNetwork: true, automountServiceAccountToken: true }))
  await expect(tryOut(client, build(form, foreign.namespace, template))).resolves.toBeDefined()
})

test('Pod Security refuses what is privileged before the policy does', async () => {
  const { namespace } = space
  for (const account of [client, portal]) {
    await expect(tryOut(account, build('Pod', namespace, buildTemplate()))).resolves.toBeDefined()
    for (const name of ['privileged', 'hostPath', 'hostNetwork', 'hostPort']) {
      const pod = build('Pod', namespace, buildTemplate(CASES[name]!.bad))
      await expect(getRefusal(tryOut(account, pod))).resolves.toMatch(/^pod-security: /)
    }
    for (const securityContext of [
      { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'], add: ['NET_ADMIN'] } },
      { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsUser: 0 },
    ]) {
      const pod = build('Pod', namespace, buildTemplate(inContainer({ securityContext })))
      await expect(getRefusal(tryOut(account, pod))).resolves.toMatch(/^pod-security: /)
    }
  }
})
