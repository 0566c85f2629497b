import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import net from 'node:net'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { createKubeClient } from '#lib/kube/client.ts'
import { createObject, requireObject } from '#lib/kube/verbs.ts'
import { getClusterStatus } from './cluster-status.ts'
import { run } from './exec.ts'
import { getClusterLayout } from './layout.ts'
import { endProcesses, listCgroupProcesses, listCgroupRoots, listMarkedProcesses } from './processes.ts'
import { binDir, waitFor } from './testing/cluster-under-test.ts'
import { buildBoxSpec } from './testing/box.ts'

// A second cluster beside the first: it starts, survives the worst, and leaves nothing on the machine.

const layout = getClusterLayout('lifecycle')
const execFileAsync = promisify(execFile)

async function cli(...args: string[]): Promise<{ code: number; output: string }> {
  const command = [path.join(import.meta.dirname, 'cli.ts'), ...args, '--name', layout.name]
  try {
    const { stdout, stderr } = await execFileAsync(process.execPath, command)
    return { code: 0, output: stdout + stderr }
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
    return { code, output: stdout + stderr }
  }
}

const listProcesses = async () => [
  ...(await listMarkedProcesses(layout.runDir)),
  ...(await listCgroupProcesses(layout.cgroup)),
]

/** Everything of the cluster that is on the machine outside its own directory. */
async function listRemains(): Promise<string[]> {
  const [mounts, loops, links, roots] = await Promise.all([
    readFile('/proc/self/mountinfo', 'utf8'),
    run('losetup', ['--list', '--noheadings', '--output', 'BACK-FILE']),
    run('ip', ['-o', 'link', 'show']),
    listCgroupRoots(),
  ])
  const podLogs = await readdir('/var/log/containers').catch((): string[] => [])
  const podLogTargets = await Promise.all(
    podLogs.map((name) => run('readlink', [`/var/log/containers/${name}`]).then(({ stdout }) => stdout)),
  )
  return [
    ...(await listProcesses()).map((pid) => `process ${pid}`),
    ...mounts.split('\n').filter((line) => line.includes(layout.dir) || line.includes(layout.runDir)),
    ...loops.stdout.split('\n').filter((line) => line.includes(layout.dir)),
    ...links.stdout.split('\n').filter((line) => line.includes(`moorage${layout.index}h`)),
    ...roots.map((root) => path.join(root, layout.cgroup)).filter((dir) => existsSync(dir)),
    ...[layout.netnsFile, layout.runDir].filter((file) => existsSync(file)),
    ...podLogTargets.filter((target) => target.startsWith(`${layout.dir}/`)),
  ]
}

async function createWitness(): Promise<void> {
  const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
  const metadata = { namespace: 'default', name: 'witness' }
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata,
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '300Mi' } } },
  })
  await createObject(client, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata,
    spec: buildBoxSpec({ volumes: { '/data': 'witness' } }),
  })
}

/** What the pod prints; a fresh container has to be there first. */
async function execInWitness(command: string): Promise<string> {
  const args = ['--kubeconfig', layout.kubeconfig, 'exec', 'witness', '--', 'sh', '-c', command]
  return waitFor(`the witness to run "${command}"`, async () => {
    const { stdout } = await run(path.join(binDir, 'kubectl'), args)
    return stdout
  })
}

afterAll(() => cli('down', '--delete'))

describe('a cluster of its own', () => {
  test('starts beside the other one', async () => {
    const { code, output } = await cli('up')
    expect(output).toContain(`Cluster ${layout.name}: running`)
    expect(code).toBe(0)
    await createWitness()
    expect(await execInWitness('echo kept > /data/file && sync && cat /data/file')).toBe('kept\n')
  })

  test('is found running by a second up', async () => {
    const pids = (await getClusterStatus(layout)).parts.map(({ pid }) => pid)
    expect((await cli('up')).code).toBe(0)
    expect((await getClusterStatus(layout)).parts.map(({ pid }) => pid)).toEqual(pids)
  })

  test('finds its way back with objects and data after everything was killed', async () => {
    await endProcesses(listProcesses, 0)
    await waitFor('the end of all', async () => (await getClusterStatus(layout)).state === 'stopped')
    const { code, output } = await cli('up')
    expect(output).toContain(`Cluster ${layout.name}: running`)
    expect(code).toBe(0)
    const client = createKubeClient({ kubeconfigPath: layout.kubeconfig })
    await requireObject(client, { apiVersion: 'v1', kind: 'Pod', namespace: 'default', name: 'witness' })
    expect(await execInWitness('cat /data/file')).toBe('kept\n')
  })

  test('leaves nothing on the machine after down, and its data is there after the next up', async () => {
    expect((await cli('down')).code).toBe(0)
    expect(await listRemains()).toEqual([])
    expect((await cli('up')).code).toBe(0)
    expect(await execInWitness('cat /data/file')).toBe('kept\n')
  })

  test('an interrupted up leaves nothing that the next one trips over', async () => {
    expect((await cli('down')).code).toBe(0)
    const args = [path.join(import.meta.dirname, 'cli.ts'), 'up', '--name', layout.name]
    const child = execFile(process.execPath, args)
    await waitFor('the supervisor', async () => existsSync(path.join(layout.runDir, 'supervisor.json')))
    child.kill('SIGINT')
    await once(child, 'exit')
    const { code, output } = await cli('up')
    expect(output).toContain(`Cluster ${layout.name}: running`)
    expect(code).toBe(0)
  })

  test('down --delete removes the data too', async () => {
    expect((await cli('down', '--delete')).code).toBe(0)
    expect(await listRemains()).toEqual([])
    expect(existsSync(layout.dir)).toBe(false)
  })
})

describe('what is in the way is said in one sentence', () => {
  test('a port that is taken', async () => {
    const server = net.createServer().listen(layout.ingressPort, '127.0.0.1')
    await once(server, 'listening')
    const { code, output } = await cli('up')
    server.close()
    expect(code).toBe(1)
    expect(output.trim()).toMatch(
      new RegExp(`^Port ${layout.ingressPort} is taken by another program: .* choose another name with --name`),
    )
  })

  test('an address that is taken', async () => {
    await run('ip', ['link', 'add', 'mtaken', 'type', 'veth', 'peer', 'name', 'mtaken2'])
    await run('ip', ['address', 'add', `${layout.hostAddress}/30`, 'dev', 'mtaken'])
    const { code, output } = await cli('up')
    await run('ip', ['link', 'delete', 'mtaken'])
    expect(code).toBe(1)
    expect(output).toContain(`The address ${layout.hostAddress} is taken by mtaken`)
  })

  test('a disk that is full', async () => {
    await run('mkdir', ['-p', layout.dir])
    await run('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', layout.dir])
    const { code, output } = await cli('up')
    await run('umount', [layout.dir])
    expect(code).toBe(1)
    expect(output.trim()).toMatch(/^The disk of .* is nearly full: a local cluster needs 2 GB free there\.$/)
  })

  test('a cluster that does not run', async () => {
    const { code, output } = await cli('load', 'image.tar')
    expect(code).toBe(1)
    expect(output.trim()).toBe(
      `The cluster ${layout.name} does not run: start it with npm run cluster -- up --name ${layout.name}`,
    )
  })
})
