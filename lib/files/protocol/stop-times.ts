/**
 * How a file server ends: what runs may go on for a moment, is then cut and written down. Together shorter than the 5 s
 * within which access closes, because a server that is ending takes no more words. Uploads and downloads resume.
 */
export const FINISH_MS = 3000
export const WRITE_DOWN_MS = 1500
/** After that the pod is killed: never before the server has ended by itself. */
export const KILLED_AFTER_SECONDS = 10
