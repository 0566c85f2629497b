import path from 'node:path'
import { defineConfig } from 'vitest/config'

const OUTSIDE = ['**/node_modules/**', '.next/**', '.moorage/**']
const INTEGRATION = '**/*.integration.test.ts'
const SOAK = '**/*.soak.test.ts'

const CLUSTER = process.env.MOORAGE_CLUSTER_NAME ?? 'test'

/** Against a real cluster, which scripts/test.ts starts: one file after another, because they share its node. */
const onCluster = {
  exclude: OUTSIDE,
  fileParallelism: false,
  testTimeout: 120_000,
  hookTimeout: 120_000,
  env: {
    MOORAGE_CLUSTER_NAME: CLUSTER,
    MOORAGE_TEST_KUBECONFIG:
      process.env.MOORAGE_TEST_KUBECONFIG ?? path.resolve(import.meta.dirname, '.moorage', CLUSTER, 'kubeconfig'),
  },
}

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['**/*.test.ts'], exclude: [...OUTSIDE, INTEGRATION, SOAK] } },
      { test: { ...onCluster, name: 'integration', include: [INTEGRATION] } },
      { test: { ...onCluster, name: 'soak', include: [SOAK], testTimeout: 30 * 60_000 } },
    ],
  },
})
