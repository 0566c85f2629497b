import { expect, test } from 'vitest'
import { addUpContainers } from './objects-containers.ts'
import type { ContainerUsage, MeasuredPod } from './objects-containers.ts'

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 24, 6) + seconds * 1000).toISOString()

const usage = (container: string | null, seconds: number, more: Partial<ContainerUsage> = {}): ContainerUsage => ({
  namespace: 'user-alice-storage',
  pod: 'web',
  container,
  cpuMillicores: 10.4,
  memoryBytes: 1000,
  at: at(seconds),
  ...more,
})

const addUp = (usages: ContainerUsage[], ...containers: MeasuredPod['containers'][number][]) =>
  addUpContainers(usages, ({ namespace, name }) =>
    namespace === 'user-alice-storage' && name === 'web' ? { uid: 'p-1', startedAt: at(-5), containers } : undefined,
  )
const running = (name: string, seconds = 0) => ({ name, runningSince: at(seconds) })

test('a pod is all of its containers, as old as the oldest of them', () => {
  const sum = { namespace: 'user-alice-storage', uid: 'p-1', cpuMillicores: 21, memoryBytes: 2000, at: at(20) }
  expect(addUp([usage('app', 30), usage('side', 20)], running('app'), running('side'))).toEqual([sum])
})

test('of a container that was started again only the new run counts, and of one that ended none', () => {
  const old = usage('app', 58, { cpuMillicores: 900 })
  const ended = { name: 'prepare', runningSince: null }
  expect(addUp([old, usage('app', 70), usage('prepare', 10)], running('app', 60), ended)).toMatchObject([
    { cpuMillicores: 10, at: at(70) },
  ])
  expect(addUp([old], running('app', 60))).toEqual([])
})

test('where containers are not told apart, or not all of them, the pod as a whole counts', () => {
  const whole = usage(null, 30, { cpuMillicores: 50, memoryBytes: 5000 })
  for (const usages of [[whole], [usage('app', 30), whole]]) {
    expect(addUp(usages, running('app'), running('side'))).toMatchObject([{ cpuMillicores: 50, memoryBytes: 5000 }])
  }
  expect(addUp([usage('app', 30), whole], running('app'))).toMatchObject([{ memoryBytes: 1000 }])
  expect(addUp([usage(null, -10)], running('app'))).toEqual([])
})

test('a pod of which a part was not measured has no number, and neither has one that is not known', () => {
  expect(addUp([usage('app', 30)], running('app'), running('side'))).toEqual([])
  expect(addUp([usage('app', 30)], { name: 'app', runningSince: null })).toEqual([])
  expect(addUp([usage('app', 30, { pod: 'gone' })], running('app'))).toEqual([])
  expect(addUp([usage('app', 30, { namespace: 'kube-system' })], running('app'))).toEqual([])
})
