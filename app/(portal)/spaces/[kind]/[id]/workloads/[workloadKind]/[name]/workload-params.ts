import { notFound } from 'next/navigation'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { SearchParams } from '#lib/http/page.ts'
import type { WorkloadAddress } from '#lib/workloads/schema.ts'
import { workloadParamsSchema } from '#lib/workloads/schema-refs.ts'

export interface WorkloadPageProps {
  params: Promise<{ kind: string; id: string; workloadKind: string; name: string }>
  searchParams: Promise<SearchParams>
}

/** The workload of an address; what cannot be one is a page that does not exist. */
export async function readWorkloadAddress(
  params: WorkloadPageProps['params'],
): Promise<WorkloadAddress & { space: SpaceId }> {
  const parsed = workloadParamsSchema.safeParse(await params)
  return parsed.success ? parsed.data : notFound()
}
