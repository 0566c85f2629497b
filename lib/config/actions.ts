'use server'

import { defineAction } from '#lib/http/action.ts'
import { deleteConfig } from './operations-delete.ts'
import { restartUsers } from './operations-restart.ts'
import { revealSecret } from './operations-reveal.ts'
import { createConfigMap, createSecret, updateConfigMap, updateSecret } from './operations-write.ts'
import {
  createConfigMapSchema,
  createSecretSchema,
  deleteConfigSchema,
  restartUsersSchema,
  revealSecretSchema,
  updateConfigMapSchema,
  updateSecretSchema,
} from './schema-input.ts'

export const createConfigMapAction = defineAction(
  { name: 'config.create', schema: createConfigMapSchema },
  createConfigMap,
)
export const updateConfigMapAction = defineAction(
  { name: 'config.update', schema: updateConfigMapSchema },
  updateConfigMap,
)
export const createSecretAction = defineAction({ name: 'secrets.create', schema: createSecretSchema }, createSecret)
export const updateSecretAction = defineAction({ name: 'secrets.update', schema: updateSecretSchema }, updateSecret)
export const deleteConfigAction = defineAction({ name: 'config.delete', schema: deleteConfigSchema }, deleteConfig)
export const revealSecretAction = defineAction({ name: 'secrets.reveal', schema: revealSecretSchema }, revealSecret)
export const restartUsersAction = defineAction({ name: 'config.restart', schema: restartUsersSchema }, restartUsers)
