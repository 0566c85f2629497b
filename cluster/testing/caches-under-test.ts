import { listCachedKinds } from '#lib/kube/cache.ts'

/** What the portal watches, as far as the test imports it. */
export async function startCaches(): Promise<void> {
  for (const kind of listCachedKinds()) kind.start()
  await Promise.all(listCachedKinds().map((kind) => kind.synced))
}

export function stopCaches(): void {
  for (const kind of listCachedKinds()) kind.stop()
}
