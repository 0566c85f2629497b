import { describe, expect, it } from 'vitest'
import type { LiveNews } from './live-message.ts'
import { RecentNews } from './recent-news.ts'

function toNews(position: string): LiveNews {
  return { kind: 'change', position, change: { space: 'u/alice', kind: 'volumes', key: position, item: null } }
}

function start(since: string | null, ...positions: string[]): RecentNews {
  const recent = new RecentNews()
  recent.start(since)
  for (const position of positions) recent.add(toNews(position))
  return recent
}

describe('RecentNews', () => {
  it('lists what came after a position', () => {
    const recent = start('ab-5', 'ab-6', 'ab-9')
    expect(recent.list('ab-5')).toHaveLength(2)
    expect(recent.list('ab-6')).toEqual([toNews('ab-9')])
    expect(recent.list('ab-9')).toEqual([])
  })

  it('knows what it cannot know', () => {
    const recent = start('ab-5', 'ab-6')
    expect(recent.list('ab-4')).toBeNull()
    expect(recent.list('cd-7')).toBeNull()
    expect(recent.list(null)).toBeNull()
    expect(start(null).list('ab-1')).toBeNull()
  })

  it('forgets the oldest, and then does not claim to be complete', () => {
    const recent = start('ab-0', ...Array.from({ length: 400 }, (_, index) => `ab-${index + 1}`))
    expect(recent.list('ab-50')).toBeNull()
    expect(recent.list('ab-399')).toEqual([toNews('ab-400')])
  })

  it('begins anew where everything had to be read again', () => {
    const recent = start('ab-0', 'ab-1')
    recent.add({ kind: 'resync', position: 'cd-8' })
    expect(recent.list('ab-1')).toBeNull()
    expect(recent.list('cd-8')).toEqual([])
  })
})
