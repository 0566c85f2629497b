'use server'

import { defineAction } from '#lib/http/action.ts'
import { updateQuotaSchema } from '#lib/users/schema.ts'
import { changeUserQuota, repairAllSpaces, repairSpace, startProbe } from './operations.ts'
import { repairAllSchema, repairSpaceSchema, startProbeSchema } from './schema.ts'

export const repairSpaceAction = defineAction({ name: 'maintenance.repair', schema: repairSpaceSchema }, repairSpace)
export const repairAllSpacesAction = defineAction(
  { name: 'maintenance.repairAll', schema: repairAllSchema },
  repairAllSpaces,
)
export const startProbeAction = defineAction({ name: 'maintenance.probe', schema: startProbeSchema }, startProbe)
export const changeUserQuotaAction = defineAction(
  { name: 'maintenance.changeQuota', schema: updateQuotaSchema },
  changeUserQuota,
)
