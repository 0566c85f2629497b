import { readFileSync } from 'node:fs'

/** Changes when the machine starts again; see proc_sys_kernel(5). */
export const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
