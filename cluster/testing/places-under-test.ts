import type { KubeClient } from '#lib/kube/client.ts'
import {
  createAccountClient,
  createTestSpace,
  PORTAL_ACCOUNT,
  startRights,
  type TestSpace,
} from './accounts-under-test.ts'
import { createTestNamespace } from './cluster-under-test.ts'

export interface TestPlaces {
  portal: KubeClient
  space: TestSpace
  /** Made by an administrator; Moorage has no business there. */
  foreign: TestSpace
  remove: () => Promise<void>
}

/** Where the rights of Moorage's accounts are tried. */
export async function openTestPlaces(foreignLabels: Record<string, string> = {}): Promise<TestPlaces> {
  await startRights()
  const portal = await createAccountClient(PORTAL_ACCOUNT)
  const space = await createTestSpace(portal)
  const foreign = await createTestNamespace(foreignLabels)
  return {
    portal,
    space,
    foreign,
    async remove() {
      await space.remove()
      await foreign.remove()
    },
  }
}
