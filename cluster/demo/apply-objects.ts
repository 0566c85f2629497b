import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { AppError } from '#lib/errors.ts'
import { applyObject } from '#lib/kube/apply.ts'
import type { KubeClient } from '#lib/kube/client.ts'
import type { KubeObject } from '#lib/kube/object.ts'
import { requireObject } from '#lib/kube/verbs.ts'

const FIELD_MANAGER = 'moorage-deploy'
const SERVED_POLL_MS = 50
const SERVED_ATTEMPTS = 200

const definition = z.object({
  status: z.object({ conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]) }),
})

/** Applies the objects in their order; resolves with how they are now. What is right already stays untouched. */
export async function applyObjects(client: KubeClient, objects: readonly KubeObject[]): Promise<KubeObject[]> {
  const applied: KubeObject[] = []
  for (const object of objects) {
    const current = await applyObject(client, object, { fieldManager: FIELD_MANAGER, force: true })
    if (object.kind === 'CustomResourceDefinition') await waitUntilServed(client, current)
    applied.push(current)
  }
  return applied
}

async function waitUntilServed(client: KubeClient, applied: KubeObject): Promise<void> {
  const { apiVersion, kind, metadata } = applied
  for (let attempt = 0; attempt < SERVED_ATTEMPTS; attempt++) {
    const current = await requireObject(client, { apiVersion, kind, name: metadata.name })
    const conditions = definition.safeParse(current).data?.status.conditions ?? []
    if (conditions.some(({ type, status }) => type === 'Established' && status === 'True')) return
    await sleep(SERVED_POLL_MS)
  }
  throw new AppError(
    'UNAVAILABLE',
    `The cluster does not serve the kind ${metadata.name}; kubectl describe crd ${metadata.name} says why.`,
  )
}
