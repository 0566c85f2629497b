import { expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { toExplanation } from './explain-pods.ts'

const place = { namespace: 'moorage', name: 'portal' }

function buildPod(name: string, container: { ready: boolean; state?: object; lastState?: object }): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    status: {
      conditions: [
        { type: 'Ready', status: container.ready ? 'True' : 'False', message: 'containers with unready status' },
      ],
      containerStatuses: [{ state: {}, lastState: {}, ...container }],
    },
  }
}

test('an image that is missing is told apart, with what to do', () => {
  const state = { waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image' } }
  expect(toExplanation([buildPod('portal-1-a', { ready: false, state })], place)).toMatch(/--image PREFIX. Back-off/)
})

test('what the program said before it ended is shown', () => {
  const lastState = { terminated: { message: 'Moorage cannot start. MOORAGE_URL is not set.\n' } }
  const state = { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 10s' } }
  const pods = [buildPod('portal-1-a', { ready: true }), buildPod('portal-2-b', { ready: false, state, lastState })]
  expect(toExplanation(pods, place)).toBe(
    'portal does not start. It said:\nMoorage cannot start. MOORAGE_URL is not set.',
  )
})

test('a pod that only takes long is described by its condition', () => {
  const pods = [buildPod('other-1-a', { ready: false }), buildPod('portal-1-a', { ready: false })]
  expect(toExplanation(pods, place)).toMatch(/^portal is not ready: containers with unready status\. See kubectl/)
})

test('a Deployment that could not make a pod says where to look', () => {
  expect(toExplanation([], place)).toBe('portal has no pod. See kubectl -n moorage describe replicasets.')
})
