'use server'

import { defineAction } from '#lib/http/action.ts'
import { createVolume } from './operations-create.ts'
import { deleteVolume } from './operations-delete.ts'
import { growVolume } from './operations-grow.ts'
import { createVolumeSchema, deleteVolumeSchema, growVolumeSchema } from './schema.ts'

export const createVolumeAction = defineAction({ name: 'volumes.create', schema: createVolumeSchema }, createVolume)
export const growVolumeAction = defineAction({ name: 'volumes.grow', schema: growVolumeSchema }, growVolume)
export const deleteVolumeAction = defineAction({ name: 'volumes.delete', schema: deleteVolumeSchema }, deleteVolume)
