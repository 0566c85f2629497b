import { textFile, type ImageDescription } from './image-description.ts'
import { listBusyboxEntries } from './busybox.ts'
import { IMAGE_NAMES, NONROOT_USER } from './image-names.ts'

// A first process without a handler ignores SIGTERM; the shell runs the trap as soon as `wait` is interrupted.
const SCRIPT = `#!/bin/sh
trap 'exit 0' TERM INT
while :; do
  sleep 86400 &
  wait $!
done
`

/** Holds a pod's namespaces open and does nothing else. */
export async function describePause(): Promise<ImageDescription> {
  return {
    name: IMAGE_NAMES.pause,
    entries: [...(await listBusyboxEntries(['sh', 'sleep'])), textFile('/pause', SCRIPT, { mode: 0o755 })],
    user: NONROOT_USER,
    entrypoint: ['/pause'],
    env: { PATH: '/bin' },
  }
}
