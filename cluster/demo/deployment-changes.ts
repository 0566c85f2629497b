import { z } from 'zod'
import type { KubeObject } from '#lib/kube/object.ts'

export interface DeploymentChanges {
  image: string
  hostAliases: readonly { ip: string; hostnames: readonly string[] }[]
}

const deployment = z.looseObject({
  apiVersion: z.string(),
  kind: z.literal('Deployment'),
  metadata: z.looseObject({ name: z.string() }),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({ containers: z.array(z.looseObject({ name: z.string() })) }),
    }),
  }),
})

/** Lets a Deployment that was made for the local cluster run in another one; other objects stay as they are. */
export function changeDeployment(object: KubeObject, { image, hostAliases }: DeploymentChanges): KubeObject {
  const parsed = deployment.safeParse(object).data
  if (!parsed) return object
  const { template } = parsed.spec
  const containers = template.spec.containers.map((one) => ({ ...one, image, imagePullPolicy: 'IfNotPresent' }))
  const spec = { ...template.spec, containers, ...(hostAliases.length > 0 ? { hostAliases } : {}) }
  return { ...parsed, spec: { ...parsed.spec, template: { ...template, spec } } }
}
