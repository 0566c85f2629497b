import { describe, expect, it } from 'vitest'
import { UndoStack } from './undo-stack.ts'

function fill(labels: string[]) {
  const stack = new UndoStack()
  const undone: string[] = []
  const entries = labels.map((label) => ({
    label,
    run: async () => {
      undone.push(label)
    },
  }))
  for (const entry of entries) stack.push(entry)
  return { stack, undone, entries }
}

describe('UndoStack', () => {
  it('takes back the newest first', async () => {
    const { stack, undone } = fill(['first', 'second'])
    await stack.undo()
    await stack.undo()
    expect(await stack.undo()).toBe(false)
    expect(undone).toEqual(['second', 'first'])
  })

  it('takes back a certain one, once', async () => {
    const { stack, undone, entries } = fill(['first', 'second'])
    expect(await stack.undo(entries[0])).toBe(true)
    expect(await stack.undo(entries[0])).toBe(false)
    expect(undone).toEqual(['first'])
    expect(stack.getLast()?.label).toBe('second')
  })

  it('forgets what could not be taken back', async () => {
    const stack = new UndoStack()
    stack.push({ label: 'broken', run: () => Promise.reject(new Error('gone')) })
    await expect(stack.undo()).rejects.toThrow('gone')
    expect(stack.getLast()).toBeNull()
  })

  it('keeps the last fifty and tells who listens', () => {
    const stack = new UndoStack()
    let told = 0
    stack.subscribe(() => {
      told += 1
    })
    for (let index = 0; index < 60; index += 1) stack.push({ label: String(index), run: async () => {} })
    expect(told).toBe(60)
    expect(stack.getLast()?.label).toBe('59')
  })
})
