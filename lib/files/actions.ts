'use server'

import { defineAction } from '#lib/http/action.ts'
import { createFileLink as createLink } from './operations-access.ts'
import { startFileServer } from './operations-start.ts'
import { createFileLinkSchema, startFilesSchema } from './schema.ts'

/** Makes sure that the volume's file server runs, in the mode that the actor's right allows. */
export const startFiles = defineAction({ name: 'files.start', schema: startFilesSchema }, startFileServer)
/** An address that the browser itself can open, without a header. */
export const createFileLink = defineAction({ name: 'files.link', schema: createFileLinkSchema }, createLink)
