import { watchKind } from '#lib/kube/cache.ts'
import { toCachedQuota } from './objects.ts'
import type { CachedQuota } from './objects.ts'

export const quotasKind = watchKind({
  name: 'quotas',
  path: '/api/v1/resourcequotas',
  isNamespaced: true,
  toItem: toCachedQuota,
})

/** True as soon as a quota is as wanted; false when it is not within the time. Asks nobody: the watch tells. */
export function waitForQuota(
  ref: { namespace: string; name: string },
  options: { isWanted: (quota: CachedQuota) => boolean; timeoutMs: number },
): Promise<boolean> {
  const { isWanted, timeoutMs } = options
  const check = () => {
    const quota = quotasKind.get(ref)
    return quota !== undefined && isWanted(quota)
  }
  if (check()) return Promise.resolve(true)
  return new Promise((resolve) => {
    const finish = (isThere: boolean) => {
      clearTimeout(timer)
      unsubscribe()
      resolve(isThere)
    }
    const unsubscribe = quotasKind.subscribe(() => check() && finish(true))
    const timer = setTimeout(() => finish(false), timeoutMs)
  })
}
