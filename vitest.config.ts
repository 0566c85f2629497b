import { defineConfig } from 'vitest/config'

const OUTSIDE = ['**/node_modules/**', '.next/**', '.moorage/**']
const INTEGRATION = '**/*.integration.test.ts'
const SOAK = '**/*.soak.test.ts'

/** What stops parts of the node that the others run on: nothing else may run meanwhile. */
const ALONE = ['cluster/{node,restart}.integration.test.ts']

const FILE_SERVER = 'cluster/testing/bundle-file-server.ts'

const CLUSTER = process.env.MOORAGE_CLUSTER_NAME ?? 'test'

/** Against a real cluster, which scripts/test.ts starts. */
const onCluster = {
  exclude: OUTSIDE,
  // A cluster on a machine that others use too is held up now and then; the report says which test was tried again.
  retry: 1,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  env: { MOORAGE_CLUSTER_NAME: CLUSTER },
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...OUTSIDE, INTEGRATION, SOAK],
          globalSetup: FILE_SERVER,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...onCluster,
          name: 'integration',
          include: [INTEGRATION],
          exclude: [...OUTSIDE, ...ALONE],
          // They wait more than they compute, each in namespaces of its own.
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          ...onCluster,
          name: 'integration-alone',
          include: ALONE,
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
      {
        test: {
          ...onCluster,
          name: 'soak',
          include: [SOAK],
          globalSetup: FILE_SERVER,
          fileParallelism: false,
          testTimeout: 30 * 60_000,
          sequence: { groupOrder: 3 },
        },
      },
    ],
  },
})
