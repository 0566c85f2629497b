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
  /** It runs while the next ones run, until one needs it. */
  isBeside?: boolean
  /** What runs beside it comes first. */
  isLowPriority?: boolean
  /** The stage whose traces this one removes: it runs whenever that one was begun, after a failure and Ctrl-C too. */
  cleansUp?: string
}

export interface PlanOptions {
  /** Where the test runners write what they counted. */
  reportDir: string
  /** A cluster that runs already and is neither started, changed nor stopped; null: one is started for the tests. */
  runningCluster: string | null
}

const OWN_CLUSTER = 'test'
const CLUSTER_UP = 'cluster up'
const BUILD = 'build'
const PORTAL_UP = 'portal up'
/** Journeys that take long, one of them in an image that takes minutes to make. */
const LONG_JOURNEYS = 'long journeys'

/** The stages in their order. */
export function planStages({ parts, isWhole }: Selection, { reportDir, runningCluster }: PlanOptions): Stage[] {
  const isOnCluster = parts.has('integration') || parts.has('soak')
  const isWithNotebook = parts.get('soak')?.length === 0
  const isWithPortal = parts.has('e2e') || isWithNotebook
  const isOwn = runningCluster === null
  const name = runningCluster ?? OWN_CLUSTER
  const tools = [
    ...(parts.has('unit') ? ['tests'] : []),
    ...(isOnCluster || isWithPortal ? ['cluster'] : []),
    ...(isWithPortal ? ['browser'] : []),
    ...(parts.has('soak') ? ['soak'] : []),
  ]
  // The portal comes after the tests that make spaces themselves: it would answer to what they do.
  const clusterUp = isOwn && isOnCluster ? [CLUSTER_UP] : []
  const portalUp = isOwn && isWithPortal ? [PORTAL_UP] : []
  // Tests wait more than they compute.
  const build = portalUp.length > 0 && clusterUp.length > 0 ? [BUILD] : []
  const [firstUp] = [...clusterUp, ...portalUp]
  const stages: (Stage | false)[] = [
    { name: 'setup', command: 'node', args: ['scripts/setup.mjs', ...tools] },
    clusterUp.length > 0 && {
      name: CLUSTER_UP,
      command: 'node',
      args: ['cluster/cli.ts', 'up', '--name', name],
      needs: ['setup'],
      isBeside: true,
    },
    isWhole && { name: 'check', command: 'node', args: ['scripts/check.ts'], needs: ['setup'] },
    build.length > 0 && {
      name: BUILD,
      command: 'node',
      args: ['cluster/demo/build-only.ts'],
      needs: ['setup', ...clusterUp],
      isBeside: true,
      isLowPriority: true,
    },
    parts.has('unit') && planVitest('unit', ['setup']),
    parts.has('integration') && planVitest('integration', ['setup', ...clusterUp]),
    parts.has('soak') && planVitest('soak', ['setup', ...clusterUp]),
    portalUp.length > 0 && {
      name: PORTAL_UP,
      command: 'node',
      args: [
        'cluster/demo/main.ts',
        '--name',
        name,
        '--identity-control',
        ...(isWithNotebook ? ['--with', 'notebook'] : []),
      ],
      needs: ['setup', ...clusterUp, ...build],
    },
    parts.has('e2e') && planPlaywright(['setup', ...portalUp]),
    isWithNotebook && planLongJourneys(['setup', ...portalUp]),
    firstUp !== undefined && {
      name: 'cluster down',
      command: 'node',
      args: ['cluster/cli.ts', 'down', '--name', name, '--delete'],
      cleansUp: firstUp,
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
        // Integration has two: what may run side by side, and what has to be alone.
        `--project=${part}`,
        ...(part === 'integration' ? ['--project=integration-alone'] : []),
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${file}`,
        ...(parts.get(part) ?? []),
      ],
      env: { MOORAGE_CLUSTER_NAME: name },
      report: { file, form: 'vitest' },
      needs: needed,
    }
  }

  function planLongJourneys(needed: string[]): Stage {
    const file = path.join(reportDir, 'long.json')
    return {
      name: LONG_JOURNEYS,
      command: 'playwright',
      args: ['test', '--project=long', '--project=kills', '--reporter=list,json'],
      env: { MOORAGE_CLUSTER_NAME: name, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      report: { file, form: 'playwright' },
      needs: needed,
    }
  }

  function planPlaywright(needed: string[]): Stage {
    const file = path.join(reportDir, 'e2e.json')
    const files = parts.get('e2e') ?? []
    return {
      name: 'e2e',
      command: 'playwright',
      args: [
        'test',
        '--project=journeys',
        '--project=restart',
        '--project=outage',
        '--reporter=list,json',
        // What is named is all that is wanted; one after another, because nothing keeps those apart then that must be alone.
        ...(files.length > 0 ? ['--no-deps', '--workers=1', ...files] : []),
      ],
      env: { MOORAGE_CLUSTER_NAME: name, PLAYWRIGHT_JSON_OUTPUT_FILE: file },
      report: { file, form: 'playwright' },
      needs: needed,
    }
  }
}
