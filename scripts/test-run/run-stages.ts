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

/** Runs the stages one after another. After Ctrl-C the stage in work is ended and only what cleans up still runs. */
export async function runStages(stages: Stage[], say: (line: string) => void): Promise<StageResult[]> {
  const results: StageResult[] = []
  let isInterrupted = false
  let child: ChildProcess | null = null
  let isCleaning = false

  const interrupt = (signal: NodeJS.Signals) => {
    // npm passes Ctrl-C on to a program that the terminal has told already; a second one would cut the clean-up short.
    if (isInterrupted) return
    isInterrupted = true
    if (child?.pid && !isCleaning) process.kill(-child.pid, signal)
  }
  const signals: NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP']
  for (const signal of signals) process.on(signal, interrupt)

  const isState = (name: string, state: StageResult['state']) =>
    results.some((result) => result.stage.name === name && result.state === state)

  for (const stage of stages) {
    isCleaning = stage.cleansUp !== undefined
    const isWanted = stage.cleansUp
      ? !isState(stage.cleansUp, 'not run')
      : !isInterrupted && (stage.needs ?? []).every((name) => isState(name, 'good'))
    if (!isWanted) {
      results.push({ stage, state: 'not run', seconds: 0 })
      continue
    }
    say(`\n── ${stage.name}`)
    const startedAt = performance.now()
    // A process group of its own, so that Ctrl-C in a terminal reaches the stage once, and by this program only.
    child = spawn(stage.command, stage.args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...stage.env, PATH: `${BIN}:${process.env.PATH}` },
      detached: true,
    })
    const exitCode = await waitForExit(child, say)
    results.push({
      stage,
      state: exitCode === 0 ? 'good' : 'failed',
      seconds: (performance.now() - startedAt) / 1000,
    })
  }
  for (const signal of signals) process.off(signal, interrupt)
  return results
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
