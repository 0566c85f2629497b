import { glob, readFile } from 'node:fs/promises'
import path from 'node:path'
import { parse } from 'yaml'
import { describe, expect, test } from 'vitest'
import type { KubeObject } from '#lib/kube/object.ts'
import { launchSchema } from '#lib/workloads/schema-launch.ts'
import { fillTemplate, toTemplate } from './objects.ts'
import { checkTemplate } from './status-checks.ts'

const DEMO = path.resolve(import.meta.dirname, '../../cluster/demo/templates')

const GOOD = `
title: { en: Toolbox, zh-TW: 工具箱 }
description: { en: A shell. }
kind: service
name: toolbox
sizes:
  - { id: small, cpu: 500m, memory: 256Mi }
  - { id: large, cpu: 2, memory: 1Gi }
fixed: [image, mounts]
isSizeFree: false
defaults:
  image: moorage.dev/toolbox:1
  mounts: [{ source: volume, object: '@own-disk', path: /data }]
`

function configMap(text: string | undefined, changes: Partial<KubeObject['metadata']> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'toolbox', namespace: 'moorage', labels: { 'moorage.dev/template': '' }, ...changes },
    data: text === undefined ? {} : { 'template.yaml': text },
  }
}

const read = (text: string | undefined) => toTemplate(configMap(text), 'moorage')

function requireGood(text = GOOD) {
  const found = read(text)
  if (found?.state !== 'usable') throw new Error(JSON.stringify(found))
  return found.template
}

const USE = {
  space: 'u/alice' as const,
  launchId: '2f6d8a4e-0c5b-4a51-9b2f-5d6a8c1e7f00',
  name: 'toolbox-2',
  size: null,
  ownDisk: 'user-alice-disk',
}

test('a template fills the form in', () => {
  expect(fillTemplate(requireGood(), { ...USE, size: 'large' })).toEqual({
    ...{ kind: 'service', space: 'u/alice', launchId: USE.launchId, name: 'toolbox-2', template: 'toolbox' },
    ...{ image: 'moorage.dev/toolbox:1', cpu: '2', memory: '1Gi', gpus: 0 },
    mounts: [{ source: 'volume', object: 'user-alice-disk', path: '/data' }],
  })
  expect(fillTemplate(requireGood(), { ...USE, ownDisk: null }).mounts).toEqual([])
})

test('the label means something in the own namespace only', () => {
  expect(toTemplate(configMap(GOOD, { namespace: 'user-mallory-storage' }), 'moorage')).toBeNull()
  expect(toTemplate(configMap(GOOD, { labels: {} }), 'moorage')).toBeNull()
})

test.each([
  [undefined, 'template.yaml'],
  ['a: [', 'template.yaml'],
  [`${GOOD}kind: job\n`, 'template.yaml'],
  ['just words', ''],
  [GOOD.replace('kind: service', 'kind: demon'), 'kind'],
  [GOOD.replace('fixed: [image', 'fixed: [imagee'), 'fixed.0'],
  [GOOD.replace('memory: 256Mi', 'memory: lots'), 'sizes.0.memory'],
  [GOOD.replace('id: large', 'id: small'), 'sizes'],
  [GOOD.replace('image: moorage.dev', 'image: Moorage/'), 'defaults.image'],
  [GOOD.replace('path: /data', 'path: data'), 'defaults.mounts.0.path'],
  [`${GOOD}  replicaz: 3\n`, 'defaults.replicaz'],
  [`${GOOD}  name: other\n`, 'defaults.name'],
  [`${GOOD}colour: red\n`, ''],
  [`a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n`, ''],
])('%#: a wrong one says where', (text, at) => {
  const found = read(text)
  expect(found).toMatchObject({ state: 'wrong', id: 'toolbox' })
  expect(found?.state === 'wrong' && found.problems.map(({ path: one }) => one)).toContain(at)
})

describe('what a template holds fast', () => {
  const template = requireGood()
  const codes = (changes: Record<string, unknown>) => {
    const input = launchSchema.parse({ ...fillTemplate(template, USE), ...changes })
    return checkTemplate(input, template, USE.ownDisk).map(({ code, field }) => `${code} ${field}`)
  }
  test.each<[Record<string, unknown>, string[]]>([
    [{}, []],
    [{ environment: [{ source: 'value', name: 'A', value: '1' }], cpu: '2', memory: '1Gi' }, []],
    [{ image: 'other:1' }, ['template-fixed image']],
    [{ mounts: [] }, ['template-fixed mounts']],
    [{ memory: '8Gi' }, ['template-size cpu']],
    [{ kind: 'job' }, ['template-kind null']],
  ])('%j gives %j', (changes, expected) => {
    expect(codes(changes)).toEqual(expected)
  })
})

test('the templates of the demo can be used', async () => {
  const files = await Array.fromAsync(glob('*.yaml', { cwd: DEMO }))
  expect(files.length).toBeGreaterThanOrEqual(5)
  for (const file of files) {
    const object = parse(await readFile(path.join(DEMO, file), 'utf8')) as KubeObject
    expect(toTemplate(object, 'moorage')).toMatchObject({
      state: 'usable',
      template: { title: { 'zh-TW': expect.any(String) } },
    })
  }
})

test('of the demo’s templates only the one that shows files lets viewers in', async () => {
  const forViewers: string[] = []
  for await (const file of glob('*.yaml', { cwd: DEMO })) {
    const found = toTemplate(parse(await readFile(path.join(DEMO, file), 'utf8')) as KubeObject, 'moorage')
    if (found?.state === 'usable' && found.template.webRole === 'viewer') forViewers.push(found.template.id)
  }
  expect(forViewers).toEqual(['web-site'])
})
