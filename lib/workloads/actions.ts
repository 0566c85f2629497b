'use server'

import { defineAction } from '#lib/http/action.ts'
import { deleteWorkload as remove } from './operations-delete.ts'
import { keepWorkload as keep } from './operations-idle.ts'
import { launchWorkload as launch } from './operations-launch.ts'
import { runWorkload as run } from './operations-run.ts'
import { updateWorkload as update } from './operations-update.ts'
import { restartWorkload as restart, startWorkload as start, stopWorkload as stop } from './operations-verbs.ts'
import { createTerminalTicket as openTerminal } from './operations-tickets.ts'
import { keepWorkloadSchema } from './schema-idle.ts'
import { launchSchema } from './schema-launch.ts'
import { workloadRefSchema } from './schema-refs.ts'
import { createTerminalTicketSchema } from './schema-tickets.ts'
import { updateWorkloadSchema } from './schema-update.ts'

const toOne = (verb: string) => ({ name: `workloads.${verb}`, schema: workloadRefSchema })

export const launchWorkload = defineAction({ name: 'workloads.launch', schema: launchSchema }, launch)
export const updateWorkload = defineAction({ name: 'workloads.update', schema: updateWorkloadSchema }, update)
export const stopWorkload = defineAction(toOne('stop'), stop)
export const startWorkload = defineAction(toOne('start'), start)
export const restartWorkload = defineAction(toOne('restart'), restart)
export const runWorkload = defineAction(toOne('run'), run)
export const deleteWorkload = defineAction(toOne('delete'), remove)
export const keepWorkload = defineAction({ name: 'workloads.keep', schema: keepWorkloadSchema }, keep)
export const createTerminalTicket = defineAction(
  { name: 'workloads.exec', schema: createTerminalTicketSchema },
  openTerminal,
)
