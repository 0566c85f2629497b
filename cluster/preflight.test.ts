import { expect, test } from 'vitest'
import { getClusterLayout } from './layout.ts'
import { requireMachine } from './preflight.ts'

const layout = getClusterLayout('preflight')
const machine = { platform: 'linux', userId: 0, searchPath: process.env['PATH'] ?? '' }

test.each([
  [
    { platform: 'darwin' },
    'A local cluster needs Linux: use a Linux machine or a virtual one, or a cluster that exists.',
  ],
  [{ userId: 1000 }, 'A local cluster needs root, for namespaces, mounts and cgroups: run the same command with sudo.'],
  [
    { searchPath: '/nowhere' },
    'These programs are missing: ip, nft, nsenter, setpriv, losetup, mount, mkfs.xfs, xfs_growfs, curl. ' +
      'Install them: apt-get install -y iproute2 nftables util-linux mount xfsprogs curl',
  ],
])('%o is said with its cure', async (change, sentence) => {
  await expect(requireMachine(layout, { ...machine, ...change })).rejects.toThrow(sentence)
})

test('a checkout too deep for unix sockets is said with its cure', async () => {
  const deep = { ...layout, dir: `/${'deep/'.repeat(20)}.moorage/x` }
  await expect(requireMachine(deep, machine)).rejects.toThrow(
    /^The path of this checkout is \d+ characters too long for unix sockets: move it to a shorter path\.$/,
  )
})
