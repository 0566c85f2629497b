import { describe, expect, it } from 'vitest'
import { EventParser } from './event-parser.ts'

describe('EventParser', () => {
  it('reads events that arrive in pieces', () => {
    const parser = new EventParser()
    expect(parser.push('retry: 2000\n\nid: a-1\nevent: cha')).toEqual([])
    expect(parser.push('nge\ndata: {"x"')).toEqual([])
    expect(parser.push(':1}\n\n: still here\n\nevent: end\ndata: {}\n\n')).toEqual([
      { id: 'a-1', name: 'change', data: '{"x":1}' },
      { id: null, name: 'end', data: '{}' },
    ])
  })

  it('takes line ends of both kinds, and several lines of data as one text', () => {
    expect(new EventParser().push('data: a\r\ndata:b\r\n\r\n')).toEqual([{ id: null, name: 'message', data: 'a\nb' }])
  })

  it('has no event for a comment, a lone id or an empty line', () => {
    expect(new EventParser().push(': hello\n\nid: a-2\n\n\n')).toEqual([])
  })
})
