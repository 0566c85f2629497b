import { directory, symlink, textFile, type ImageDescription } from './image-description.ts'
import { listBusyboxEntries } from './busybox.ts'
import { IMAGE_NAMES } from './image-names.ts'
import { listProgramFiles } from './shared-libraries.ts'

const USER_ID = 1000
const HOME = '/home/moorage'

const PASSWD = `root:x:0:0:root:/root:/bin/sh
moorage:x:${USER_ID}:${USER_ID}:Moorage:${HOME}:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/bin/false
`

const GROUP = `root:x:0:
moorage:x:${USER_ID}:
nogroup:x:65534:
`

const PROFILE = `PS1='\\u@\\h:\\w\\$ '
alias ll='ls -l'
`

/** What people and tests run in pods: the usual small tools and Node. */
export async function describeToolbox(): Promise<ImageDescription> {
  return {
    name: IMAGE_NAMES.toolbox,
    entries: [
      ...(await listBusyboxEntries()),
      // Scripts ask for /usr/bin/env, habits for /sbin.
      symlink('/sbin', 'bin'),
      symlink('/usr/bin', '../bin'),
      symlink('/usr/sbin', '../bin'),
      ...(await listProgramFiles('/usr/local/bin/node', process.execPath)),
      textFile('/etc/passwd', PASSWD),
      textFile('/etc/group', GROUP),
      textFile('/etc/profile', PROFILE),
      textFile('/etc/nsswitch.conf', 'hosts: files dns\n'),
      directory('/root', { mode: 0o700 }),
      directory(HOME, { mode: 0o750, owner: USER_ID }),
      directory('/tmp', { mode: 0o1777 }),
      directory('/var/tmp', { mode: 0o1777 }),
      symlink('/var/run', '../run'),
      directory('/run'),
    ],
    user: `${USER_ID}:${USER_ID}`,
    command: ['/bin/sh'],
    env: {
      PATH: '/usr/local/bin:/usr/bin:/bin',
      HOME,
      // A shell that is not a login shell reads this file instead of /etc/profile.
      ENV: '/etc/profile',
      LANG: 'C.UTF-8',
      TERM: 'xterm-256color',
    },
    workingDir: HOME,
  }
}
