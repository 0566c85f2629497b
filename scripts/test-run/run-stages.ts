import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import type { Stage } from './plan-stages.ts'

export interface StageResult {
  stage: Stage
  /** `not run` when a stage that it needs failed, or after Ctrl-C. */
  state: 'good' | 'failed' | 'not run'
  seconds: number
}

const BIN = path.resolve(import.meta.dirname, '../../node_modules/.bin')

/**
 * Runs the stages one after another, some beside those that follow. After Ctrl-C the stages in work are ended and only
 * what cleans up still runs. The results stand in the order of the stages.
 */
export async function runStages(stages: Stage[], say: (line: string) => void): Promise<StageResult[]> {
  const results: StageResult[] = []
  const beside = new Map<string, Promise<void>>()
  const children = new Set<ChildProcess>()
  let isInterrupted = false
  let isCleaning = false

  const interrupt = (signal: NodeJS.Signals) => {
    // npm passes Ctrl-C on to a program that the terminal has told already; a second one would cut the clean-up short.
    if (isInterrupted) return
    isInterrupted = true
    if (isCleaning) return
    for (const { pid } of children) if (pid) process.kill(-pid, signal)
  }
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, interrupt)

  const isState = (name: string, state: StageResult['state']) =>
    results.some((result) => result.stage.name === name && result.state === state)

  const start = async (stage: Stage) => {
    const startedAt = performance.now()
    const [command, ...args] = [...(stage.isLowPriority ? ['nice', '-n', '19'] : []), stage.command, ...stage.args]
    // A process group of its own, so that Ctrl-C in a terminal reaches the stage once, and by this program only.
    const child = spawn(command ?? stage.command, args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...stage.env, PATH: `${BIN}:${process.env.PATH}` },
      detached: true,
    })
    children.add(child)
    const exitCode = await waitForExit(child, say)
    children.delete(child)
    const seconds = (performance.now() - startedAt) / 1000
    results.push({ stage, state: exitCode === 0 ? 'good' : 'failed', seconds })
  }

  for (const stage of stages) {
    for (const name of stage.needs ?? []) await beside.get(name)
    isCleaning = stage.cleansUp !== undefined
    // Nothing is taken away below what is still at work.
    if (isCleaning) await Promise.all(beside.values())
    const isWanted = stage.cleansUp
      ? !isState(stage.cleansUp, 'not run')
      : !isInterrupted && (stage.needs ?? []).every((name) => isState(name, 'good'))
    if (!isWanted) {
      results.push({ stage, state: 'not run', seconds: 0 })
      continue
    }
    say(`\n── ${stage.name}${stage.isBeside ? ' (beside what follows)' : ''}`)
    if (stage.isBeside) beside.set(stage.name, start(stage))
    else await start(stage)
  }
  await Promise.all(beside.values())
  for (const signal of signals) process.off(signal, interrupt)
  return results.toSorted((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage))
}

function waitForExit(child: ChildProcess, say: (line: string) => void): Promise<number | null> {
  return new Promise((resolve) => {
    child.on('error', (error) => {
      say(`${child.spawnfile} could not be started: ${error.message}`)
      resolve(null)
    })
    child.on('close', resolve)
  })
}
