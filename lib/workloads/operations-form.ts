import { randomUUID } from 'node:crypto'
import type { SpaceScope } from '#lib/auth/authorize.ts'
import { getKubeClient } from '#lib/kube/portal-client.ts'
import { getObject } from '#lib/kube/verbs.ts'
import { LAUNCH_LABEL } from '#lib/spaces/objects-marks.ts'
import { getEditVersion } from './objects-edit.ts'
import { listHandEdits } from './objects-hand-edits.ts'
import { toLaunchForm } from './objects-launched.ts'
import { findWorkload, toObjectRef } from './operations-context.ts'
import { readLaunchedTogether, readTexts } from './operations-known.ts'
import type { LaunchFields } from './schema-launch.ts'
import type { EditForm } from './schema-offer.ts'
import type { WorkloadAddress } from './schema.ts'

/**
 * The form filled in as a workload is in the cluster now, for an edit or a clone; null when there is none. Values from
 * its Secret are not in it.
 */
export async function getEditForm(scope: SpaceScope, workload: WorkloadAddress): Promise<EditForm | null> {
  // A run of a scheduled job is no workload of its own; what the cache has not heard of yet may be one.
  const live = await getObject(getKubeClient(), toObjectRef(scope, workload))
  const isRun = live?.metadata.ownerReferences?.some(({ controller }) => controller) && !findWorkload(scope, workload)
  if (!live || isRun) return null
  const texts = readTexts(await readLaunchedTogether(live))
  const { fields, unknown } = toLaunchForm(live, { space: scope.spaceId, files: texts })
  const { uid = '', labels } = live.metadata
  return {
    fields: { launchId: labels?.[LAUNCH_LABEL] ?? randomUUID(), ...fields } as LaunchFields,
    unknown,
    uid,
    resourceVersion: getEditVersion(live, texts),
    handEdits: listHandEdits(live),
  }
}
