import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFreePort } from '#cluster/free-port.ts'
import { writeProgram } from '#cluster/images/bundle.ts'
import { FILE_SERVER_ENV } from '#cluster/images/program-image.ts'
import { AppError } from '#lib/errors.ts'
import { startServerProcess, type ServerProcess } from '#fileserver/testing/server-process.ts'

/** Something that serves the same folder over HTTP. */
export interface OtherServer {
  name: string
  pid: number
  url: string
  /** What it lists a folder with. */
  list: { method: string; headers: Record<string, string>; query: string }
  /** The query by which it sends a folder as a zip; null where it cannot. */
  zipQuery: string | null
  stop: () => Promise<void>
}

const START_MS = 10_000

/** The program as its image has it. */
export async function startOurs(
  { root, scratch }: { root: string; scratch: string },
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const dir = path.join(scratch, 'program')
  await writeProgram('fileserver', dir)
  return startServerProcess({ root, program: path.join(dir, 'main.mjs'), env: { ...FILE_SERVER_ENV, ...env } })
}

/** nginx and at least one of rclone and dufs; throws UNAVAILABLE without them. */
export async function startOthers({ root, scratch }: { root: string; scratch: string }): Promise<OtherServer[]> {
  const nginx = find('nginx')
  const rclone = find('rclone')
  const dufs = find('dufs')
  if (!nginx) throw new AppError('UNAVAILABLE', 'There is no nginx to compare with: apt-get install nginx-extras.')
  if (!rclone && !dufs) {
    throw new AppError('UNAVAILABLE', 'There is neither rclone nor dufs to compare with: apt-get install rclone.')
  }
  const servers = [await startNginx(nginx, { root, scratch }), await startPlainNode(root)]
  if (rclone) servers.push(await startRclone(rclone, root))
  if (dufs) servers.push(await startDufs(dufs, root))
  return servers
}

function find(program: string): string | null {
  const places = [
    ...(process.env['PATH'] ?? '').split(':'),
    '/usr/sbin',
    path.join(homedir(), '.cache/moorage/bin'),
    path.join(homedir(), '.cache/moorage/dufs/bin'),
  ]
  return places.map((place) => path.join(place, program)).find((file) => existsSync(file)) ?? null
}

const PROPFIND = { method: 'PROPFIND', headers: { depth: '1' }, query: '' }

async function startNginx(program: string, { root, scratch }: { root: string; scratch: string }): Promise<OtherServer> {
  const port = await findFreePort()
  const dir = path.join(scratch, 'nginx')
  await mkdir(path.join(dir, 'logs'), { recursive: true })
  const config = path.join(dir, 'nginx.conf')
  await writeFile(
    config,
    `daemon off;
user root;
worker_processes auto;
pid ${dir}/nginx.pid;
error_log ${dir}/error.log;
events {}
http {
  sendfile on;
  tcp_nopush off;
  access_log off;
  client_max_body_size 0;
  client_body_temp_path ${path.join(root, '.nginx-bodies')};
  proxy_temp_path ${dir}/proxy;
  fastcgi_temp_path ${dir}/fastcgi;
  uwsgi_temp_path ${dir}/uwsgi;
  scgi_temp_path ${dir}/scgi;
  server {
    listen 127.0.0.1:${port};
    location / {
      root ${root};
      autoindex on;
      autoindex_format json;
      dav_methods PUT DELETE MKCOL;
      create_full_put_path on;
    }
  }
}
`,
  )
  const child = spawn(program, ['-c', config, '-p', dir, '-e', path.join(dir, 'error.log')], { stdio: 'ignore' })
  return finishStart(child, { name: 'nginx', port, list: { method: 'GET', headers: {}, query: '' } })
}

async function startRclone(program: string, root: string): Promise<OtherServer> {
  const port = await findFreePort()
  const address = `127.0.0.1:${port}`
  const args = ['serve', 'webdav', root, '--addr', address, '--config', '/dev/null', '--dir-cache-time', '1s']
  const child = spawn(program, args, { stdio: 'ignore' })
  return finishStart(child, { name: 'rclone', port, list: PROPFIND })
}

async function startDufs(program: string, root: string): Promise<OtherServer> {
  const port = await findFreePort()
  const args = [root, '--allow-all', '--bind', '127.0.0.1', '--port', String(port)]
  const child = spawn(program, args, { stdio: 'ignore' })
  const list = { method: 'GET', headers: {}, query: '?json' }
  return finishStart(child, { name: 'dufs', port, list, zipQuery: '?zip' })
}

/** What a few lines of Node.js do: a body piped into a file, which is synced. */
async function startPlainNode(root: string): Promise<OtherServer> {
  const port = await findFreePort()
  const file = path.join(import.meta.dirname, 'files-plain-server.ts')
  const child = spawn(process.execPath, [file, root, String(port)], { stdio: 'ignore' })
  return finishStart(child, { name: 'plain Node.js', port, list: { method: 'GET', headers: {}, query: '' } })
}

async function finishStart(
  child: ChildProcess,
  found: { name: string; port: number; list: OtherServer['list']; zipQuery?: string },
): Promise<OtherServer> {
  const url = `http://127.0.0.1:${found.port}`
  const stop = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await ended
  }
  const deadline = performance.now() + START_MS
  while (performance.now() < deadline && child.exitCode === null) {
    const isThere = await fetch(`${url}/nothing-there`, { signal: AbortSignal.timeout(START_MS) }).then(
      () => true,
      () => false,
    )
    if (isThere) {
      return { name: found.name, pid: child.pid ?? 0, url, list: found.list, zipQuery: found.zipQuery ?? null, stop }
    }
    await sleep(50)
  }
  await stop()
  throw new AppError('UNAVAILABLE', `${found.name} could not be started on port ${found.port}.`)
}

/** Waits until a file is on the disk, as somebody does who wants to be sure of what a server without fsync took. */
export function syncFile(file: string): void {
  execFileSync('sync', ['--data', file])
}
