import { randomBytes } from 'node:crypto'
import { requestContext } from '#lib/log.ts'
import type { RequestContext } from '#lib/log.ts'

interface Scope extends RequestContext {
  writes: string[]
}

// 80 bits in letters that are easy to read out: no two requests of a cluster's life share one.
export function createRequestId(): string {
  return randomBytes(10).toString('hex')
}

/** The id of the request that is being answered; a new one outside of any. Never taken from a header. */
export function getRequestId(): string {
  return requestContext.getStore()?.requestId ?? createRequestId()
}

/** Runs what belongs to one action or route; `writes` collects what `recordWrite` names meanwhile. */
export function runInScope<T>(run: (scope: Scope) => Promise<T>): Promise<T> {
  const scope: Scope = { requestId: getRequestId(), writes: [] }
  return requestContext.run(scope, () => run(scope))
}

/** Called after the cluster accepted a write of a cached kind, so that the person's next read waits for it. */
export function recordWrite(write: { kind: string; resourceVersion: string | undefined }): void {
  const scope = requestContext.getStore() as Partial<Scope> | undefined
  if (write.resourceVersion) scope?.writes?.push(`${write.kind}.${write.resourceVersion}`)
}
