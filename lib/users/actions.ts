'use server'

import { defineAction } from '#lib/http/action.ts'
import { endAllSessions, endSession } from './operations-sessions.ts'
import { deleteUser, disableUser, enableUser, endUserSessions, updateUserRole } from './operations.ts'
import { noInputSchema, sessionRefSchema, updateRoleSchema, userRefSchema } from './schema.ts'

export const disableUserAction = defineAction({ name: 'users.disable', schema: userRefSchema }, disableUser)
export const enableUserAction = defineAction({ name: 'users.enable', schema: userRefSchema }, enableUser)
export const deleteUserAction = defineAction({ name: 'users.delete', schema: userRefSchema }, deleteUser)
export const endUserSessionsAction = defineAction({ name: 'users.endSessions', schema: userRefSchema }, endUserSessions)
export const updateUserRoleAction = defineAction({ name: 'users.updateRole', schema: updateRoleSchema }, updateUserRole)
export const endSessionAction = defineAction({ name: 'sessions.end', schema: sessionRefSchema }, endSession)
export const endAllSessionsAction = defineAction({ name: 'sessions.endAll', schema: noInputSchema }, endAllSessions)
