import path from 'node:path'
import type { Cookie } from '@playwright/test'
import { z } from 'zod'
import { ensureBinaries } from '#cluster/build/build.ts'
import { PORTAL_NAME } from '#cluster/demo/portal-settings.ts'
import { NAMESPACE } from '#cluster/demo/rights.ts'
import { run } from '#cluster/exec.ts'
import { createProgress } from '#cluster/progress.ts'
import type { ActionResult } from '#lib/http/result.ts'
import { layout } from './place.ts'
import { send } from './send.ts'

const manifest = z.object({
  node: z.record(z.string(), z.object({ exportedName: z.string(), workers: z.record(z.string(), z.unknown()) })),
})

export interface ServerAction {
  id: string
  name: string
  /** The route whose bundle holds it, as in "/spaces/[kind]/[id]/storage". */
  route: string
}

/** All server actions of the portal that runs, as its own build lists them. */
export async function listServerActions(): Promise<ServerAction[]> {
  const script = "process.stdout.write(require('fs').readFileSync('.next/server/server-reference-manifest.json'))"
  const stdout = await runInPortal(script)
  return Object.entries(manifest.parse(JSON.parse(stdout)).node).map(([id, { exportedName, workers }]) => ({
    id,
    name: exportedName,
    route: toRoute(Object.keys(workers)[0] ?? ''),
  }))
}

/** What a script for Node.js writes that runs beside the portal, in its pod. */
export async function runInPortal(script: string): Promise<string> {
  const { binDir } = await ensureBinaries(createProgress(process.stderr), new AbortController().signal)
  const pod = ['-n', NAMESPACE, `deployment/${PORTAL_NAME}`]
  const kubectl = ['--kubeconfig', layout.kubeconfig, 'exec', ...pod, '--', 'node', '-e', script]
  return (await run(path.join(binDir, 'kubectl'), kubectl)).stdout
}

/** "app/(portal)/admin/users/page" is served at "/admin/users". */
function toRoute(worker: string): string {
  const parts = worker.split('/').slice(1, -1)
  return `/${parts.filter((part) => !part.startsWith('(')).join('/')}`
}

export interface ActionCall {
  id: string
  /** The page that it is sent to. */
  path: string
  input: unknown
  cookies?: readonly Cookie[]
  headers?: Record<string, string | undefined>
}

/** Calls a server action as the portal's own script does. Null: Next.js itself refused, and the action was not run. */
export async function callAction(call: ActionCall): Promise<ActionResult<unknown> | null> {
  const { id, path: page, input, cookies, headers } = call
  const answer = await send({
    path: page,
    method: 'POST',
    headers: { 'next-action': id, 'content-type': 'text/plain;charset=UTF-8', accept: 'text/x-component', ...headers },
    body: JSON.stringify([input]),
    cookies,
  })
  const result = answer.body
    .split('\n')
    .map((line) => /^[0-9a-f]+:(\{.*\})$/.exec(line)?.[1])
    .map((text) => (text === undefined ? null : (JSON.parse(text) as ActionResult<unknown>)))
    .find((row) => row !== null && 'ok' in row)
  return result ?? null
}
