import { listCachedKinds } from '#lib/kube/cache.ts'

const WRITE = /^([a-z][A-Za-z]*)\.(\d{1,30})$/
const WRITES_MAX = 20

/**
 * Waits, for a second at most, until this process has seen what the person wrote a moment ago, on whichever replica
 * that was. `after` holds what `ActionResult.writes` gave; anything else in it is passed over.
 */
export async function waitForWrites(after: readonly string[]): Promise<void> {
  if (after.length === 0) return
  const kinds = new Map(listCachedKinds().map((kind) => [kind.name, kind]))
  await Promise.all(
    after.slice(0, WRITES_MAX).map(async (write) => {
      const [, name = '', resourceVersion = ''] = WRITE.exec(write) ?? []
      await kinds.get(name)?.waitFor(resourceVersion)
    }),
  )
}
