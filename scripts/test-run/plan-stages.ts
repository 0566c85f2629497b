import path from 'node:path'
import type { Part, Selection } from './select-parts.ts'

export interface Stage {
  name: string
  command: string
  args: string[]
  env?: Record<string, string>
  /** Where the stage's test runner writes what it counted, and in whose form. */
  report?: { file: string; form: 'vitest' | 'playwright' }
  /** Stages without which this one is not tried. */
  needs?: string[]
  /** The stage whose traces this one removes: it runs whenever that one was begun, after a failure and Ctrl-C too. */
  cleansUp?: string
}

const CLUSTER = ['cluster/cli.ts']
const UP = 'cluster up'

/** The stages in their order. */
export function planStages({ parts, isWhole }: Selection, reportDir: string): Stage[] {
  const isOnCluster = parts.has('integration') || parts.has('soak')
  const needs = [...(isOnCluster ? ['cluster'] : []), ...(parts.has('e2e') ? ['browser'] : [])]
  const stages: (Stage | false)[] = [
    { name: 'setup', command: 'node', args: ['scripts/setup.mjs', ...needs] },
    isWhole && { name: 'check', command: 'node', args: ['scripts/check.ts'], needs: ['setup'] },
    parts.has('unit') && planVitest('unit', ['setup']),
    (isWhole || parts.has('e2e')) && { name: 'build', command: 'node', args: ['scripts/build.ts'], needs: ['setup'] },
    isOnCluster && { name: UP, command: 'node', args: [...CLUSTER, 'up', '--name', 'test'], needs: ['setup'] },
    parts.has('integration') && planVitest('integration', ['setup', UP]),
    parts.has('soak') && planVitest('soak', ['setup', UP]),
    parts.has('e2e') && planPlaywright(),
    isOnCluster && {
      name: 'cluster down',
      command: 'node',
      args: [...CLUSTER, 'down', '--name', 'test', '--delete'],
      cleansUp: UP,
    },
  ]
  return stages.filter((stage) => stage !== false)

  function planVitest(part: Part, needed: string[]): Stage {
    const file = path.join(reportDir, `${part}.json`)
    return {
      name: part,
      command: 'vitest',
      args: [
        'run',
        `--project=${part}`,
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...(parts.get(part) ?? []),
      ],
      report: { file, form: 'vitest' },
      needs: needed,
    }
  }

  function planPlaywright(): Stage {
    const file = path.join(reportDir, 'e2e.json')
    return {
      name: 'e2e',
      command: 'playwright',
      args: ['test', '--reporter=list,json', ...(parts.get('e2e') ?? [])],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      report: { file, form: 'playwright' },
      needs: ['setup', 'build'],
    }
  }
}
