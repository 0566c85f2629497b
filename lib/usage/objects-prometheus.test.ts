import { expect, test } from 'vitest'
import {
  buildClaimsQuery,
  buildContainersQuery,
  listMissing,
  parseClaims,
  parseContainers,
  parseRefusal,
} from './objects-prometheus.ts'

type Series = [Record<string, string>, string]

const toAnswer = (...series: Series[]) => ({
  status: 'success',
  data: { resultType: 'vector', result: series.map(([metric, value]) => ({ metric, value: [1795550887.993, value] })) },
})

// As a Prometheus 2.42 answered that asked a kubelet 1.36; only the person has another name.
const namespace = 'user-alice-storage'
const claim = { instance: '10.199.0.2:10250', namespace, persistentvolumeclaim: 'measured' }
const CLAIM: Series[] = [
  [{ ...claim, moorage_part: 'used' }, '41398272'],
  [{ ...claim, moorage_part: 'at' }, '1795550761.61'],
]
const box = { container: 'box', namespace, pod: 'measured' }
const whole = { id: '/kubepods/burstable/podf5e6166b-ad77-4fa8-a606-7d9f27dfc31f', namespace, pod: 'measured' }
const CONTAINERS: Series[] = [
  [{ ...box, moorage_part: 'cpu' }, '0.015529827202910343'],
  [{ ...box, moorage_part: 'memory' }, '430080'],
  [{ ...box, moorage_part: 'at' }, '1795550884.087'],
  [{ ...whole, moorage_part: 'cpu' }, '0.03570387114639094'],
  [{ ...whole, moorage_part: 'memory' }, '745472'],
  [{ ...whole, moorage_part: 'at' }, '1795550878.934'],
]

test('an answer is told as it was measured, with the time of the sample and not of the question', () => {
  expect(parseClaims(toAnswer(...CLAIM))).toEqual([
    { namespace, claim: 'measured', usedBytes: 41_398_272, at: '2026-11-24T20:06:01.610Z' },
  ])
  expect(parseContainers(toAnswer(...CONTAINERS))).toEqual([
    { namespace, pod: 'measured', container: 'box', memoryBytes: 430_080, ...at('20:08:04.087', 15.53) },
    { namespace, pod: 'measured', container: null, memoryBytes: 745_472, ...at('20:07:58.934', 35.7) },
  ])
})

const at = (time: string, cpuMillicores: number) => ({
  cpuMillicores: expect.closeTo(cpuMillicores, 1) as number,
  at: `2026-11-24T${time}Z`,
})

test('of a volume that several nodes have mounted the newest number counts', () => {
  const other = { ...claim, instance: '10.199.0.3:10250' }
  const newer: Series[] = [
    [{ ...other, moorage_part: 'used' }, '4096'],
    [{ ...other, moorage_part: 'at' }, '1795550770'],
  ]
  for (const series of [
    [...CLAIM, ...newer],
    [...newer, ...CLAIM],
  ]) {
    expect(parseClaims(toAnswer(...series))).toMatchObject([{ usedBytes: 4096 }])
  }
})

test('what is not whole is no number', () => {
  for (const value of ['NaN', '+Inf', '-1', '0.5', '', '9007199254740993']) {
    expect(parseClaims(toAnswer([CLAIM[0]![0], value], CLAIM[1]!))).toEqual([])
  }
  expect(parseClaims(toAnswer(CLAIM[0]!, [CLAIM[1]![0], '1e300']))).toEqual([])
  for (const [index] of CONTAINERS.slice(0, 3).entries()) {
    expect(parseContainers(toAnswer(...CONTAINERS.slice(0, 3).toSpliced(index, 1)))).toEqual([])
  }
  expect(parseClaims(toAnswer())).toEqual([])
  for (const wrong of [
    null,
    {},
    { status: 'error', error: 'no' },
    { status: 'success', data: { resultType: 'matrix', result: [] } },
  ]) {
    expect(() => parseClaims(wrong)).toThrow('Invalid')
  }
})

test('what is missing has its name', () => {
  expect(listMissing(toAnswer(...CLAIM), 'claims')).toEqual([])
  expect(listMissing(toAnswer(), 'claims')).toEqual(['kubelet_volume_stats_used_bytes'])
  expect(listMissing(toAnswer(CONTAINERS[0]!), 'containers')).toEqual(['container_memory_working_set_bytes'])
})

test('a question is about the namespaces that are named, whatever they are called', () => {
  for (const build of [buildClaimsQuery, buildContainersQuery]) {
    const names = ['user-a-storage', 'g-1', 'x"} or up{a="', '.*', 'a|b', '']
    const matchers = build(names).match(/namespace=~"[^"]*"/g)
    expect(new Set(matchers)).toEqual(new Set(['namespace=~"user-a-storage|g-1"']))
    expect(build(names)).not.toMatch(/up\{|\.\*/)
  }
})

test('Prometheus’s own words are kept, and nothing else', () => {
  expect(parseRefusal('{"status":"error","errorType":"bad_data","error":"parse error"}')).toBe('parse error')
  expect(parseRefusal('<html>sign in</html>')).toBeNull()
})
