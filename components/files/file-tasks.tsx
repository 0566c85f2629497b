'use client'

import { useQueryClient } from '@tanstack/react-query'
import { useTranslations } from 'next-intl'
import { createContext, type ReactNode, useContext, useMemo, useRef, useState } from 'react'
import { showToast } from '#components/feedback/toast-queue.ts'
import { Part } from '#components/ui/part.tsx'
import { getLastName, toDisplayName } from '#lib/files/protocol/wire-path.ts'
import { useFilePlace } from './file-place.tsx'
import { toFilesKey } from './folder-query.ts'
import { useProblemText } from './preview/use-problem-text.ts'
import { FileProblemError, toFileErrorCode } from './file-problem.ts'
import { isAbort } from './read-lines.ts'
import {
  type ClashAnswer,
  collectOutcome,
  type FailedItem,
  type Outcome,
  settleClashes,
  type TaskProgress,
} from './run-task.ts'
import { isCopyInPlace, isIntoItself, splitItems, toCopyItems, toMoveItems, toWayBack } from './transfer-items.ts'
import { UndoStack } from './undo-stack.ts'

const loadClash = () => import('./clash-dialog.tsx')
/** As many as the server takes in one call. */
const CALL_ITEMS = 10_000

/** What is under way now, for the line at the lower edge. */
export interface RunningTask extends TaskProgress {
  label: string
  cancel: () => void
}

export interface FileTasks {
  move: (paths: readonly string[], folder: string) => Promise<void>
  copy: (paths: readonly string[], folder: string) => Promise<void>
  /** False when it could not be done and has been said so. */
  rename: (path: string, to: string) => Promise<boolean>
  remove: (paths: readonly string[]) => Promise<void>
  removeForGood: (paths: readonly string[]) => Promise<void>
  restore: (ids: readonly string[]) => Promise<void>
  /** Without ids: all of it. */
  emptyTrash: (ids?: readonly string[]) => Promise<void>
  make: (kind: 'folder' | 'file', path: string) => Promise<boolean>
  extract: (path: string, folder: string) => Promise<void>
  undo: () => Promise<void>
  undoStack: UndoStack
  running: RunningTask | null
  /** Reads again what is shown of the volume. */
  refresh: () => void
}

const TasksContext = createContext<FileTasks | null>(null)

export function useFileTasks(): FileTasks {
  const tasks = useContext(TasksContext)
  if (!tasks) throw new TypeError('File tasks need a FileTasksProvider around them')
  return tasks
}

interface ClashQuestion {
  path: string
  rest: number
  resolve: (answer: ClashAnswer | null) => void
}

/** Everything that changes files, one way for each: it asks about clashes, says what failed, and can be taken back. */
export function FileTasksProvider({ children }: { children: ReactNode }) {
  const t = useTranslations('files.tasks')
  const place = useFilePlace()
  const { client, volumeUid } = place
  const queries = useQueryClient()
  const toText = useProblemText()
  const [undoStack] = useState(() => new UndoStack())
  const [running, setRunning] = useState<RunningTask | null>(null)
  const [question, setQuestion] = useState<ClashQuestion | null>(null)
  const latest = useRef({ t, toText })
  latest.current = { t, toText }

  const tasks = useMemo(() => {
    const say = latest.current
    const refresh = () => void queries.invalidateQueries({ queryKey: toFilesKey(volumeUid) })

    const ask = ({ item, rest }: { item: FailedItem; rest: number }) =>
      new Promise<ClashAnswer | null>((resolve) => {
        setQuestion({ path: item.clashesWith ?? item.from, rest, resolve })
      }).finally(() => setQuestion(null))

    /** Shows how far it is, says what failed, and reads the folder again; null when nothing at all came of it. */
    const run = async (
      label: string,
      work: (signal: AbortSignal, tell: (p: TaskProgress) => void) => Promise<Outcome>,
    ) => {
      const cancelling = new AbortController()
      const cancel = () => cancelling.abort()
      setRunning({ label, doneItems: 0, totalItems: null, cancel })
      try {
        const outcome = await work(cancelling.signal, (progress) => setRunning({ label, ...progress, cancel }))
        if (outcome.failed.length > 0) tellFailed(outcome.failed)
        return outcome
      } catch (error) {
        if (!isAbort(error)) tellProblem(label, error)
        return null
      } finally {
        setRunning(null)
        refresh()
      }
    }
    const tellProblem = (title: string, error: unknown) =>
      showToast({ title: say.t('notDone', { what: title }), description: say.toText(error).message, tone: 'danger' })
    const tellFailed = (failed: FailedItem[]) => {
      const [first] = failed
      if (!first) return
      const reason = say.toText(new FileProblemError(toFileErrorCode(first.code))).message
      const name = toDisplayName(getLastName(first.from))
      showToast({ title: say.t('failed', { count: failed.length, name }), description: reason, tone: 'danger' })
    }
    const tellDone = (title: string, undo?: () => Promise<void>) => {
      if (!undo) {
        showToast({ title })
        return
      }
      const entry = { label: title, run: undo }
      undoStack.push(entry)
      showToast({ title, onUndo: () => void undoStack.undo(entry) })
    }
    const describe = (items: readonly { from: string }[]) => ({
      count: items.length,
      name: toDisplayName(getLastName(items[0]?.from ?? '')),
    })

    const transfer = async (
      how: 'move' | 'copy',
      { items, label, isQuiet = false }: { items: { from: string; to: string }[]; label: string; isQuiet?: boolean },
    ) => {
      const outcome = await run(label, (signal, tell) =>
        settleClashes({
          items,
          toFrom: ({ from }) => from,
          ask,
          send: async (some, clash) => {
            const parts: Outcome = { done: [], failed: [] }
            for (const part of splitItems(some, CALL_ITEMS)) {
              const one = await collectOutcome(client[how]({ items: part, clash }, { signal }), tell)
              parts.done.push(...one.done)
              parts.failed.push(...one.failed)
            }
            return parts
          },
        }),
      )
      const done = outcome?.done.filter(({ to }) => to !== null) ?? []
      if (done.length > 0 && !isQuiet) {
        const back =
          how === 'move'
            ? () => transfer('move', { items: toWayBack(done), label: say.t('undoing'), isQuiet: true })
            : () =>
                remove(
                  done.flatMap(({ to }) => to ?? []),
                  true,
                )
        tellDone(say.t(how === 'move' ? 'moved' : 'copied', describe(done)), async () => {
          await back()
        })
      }
      return done
    }
    const remove = async (paths: readonly string[], isQuiet = false) => {
      const outcome = await run(say.t('removing'), async (signal, tell) => {
        const parts: Outcome = { done: [], failed: [] }
        for (const part of splitItems(paths, CALL_ITEMS)) {
          const one = await collectOutcome(client.delete({ paths: part }, { signal }), tell)
          parts.done.push(...one.done)
          parts.failed.push(...one.failed)
        }
        return parts
      })
      const done = outcome?.done ?? []
      if (done.length === 0 || isQuiet) return
      const ids = done.flatMap(({ trashId }) => trashId ?? [])
      tellDone(say.t('removed', describe(done)), () => restore(ids, true))
    }
    const restore = async (ids: readonly string[], isQuiet = false) => {
      // A failure names where it was, not which it is; so they are told apart by what has worked.
      let left = [...ids]
      const outcome = await run(say.t('restoring'), (signal, tell) =>
        settleClashes({
          items: ids,
          toFrom: (id) => id,
          ask,
          send: async (some, clash) => {
            const wanted = some.filter((id) => left.includes(id))
            const failed: FailedItem[] = []
            const done = []
            for (const part of splitItems(wanted, CALL_ITEMS)) {
              const one = await collectOutcome(client.restore({ ids: part, clash }, { signal }), tell)
              const doneIds = new Set(one.done.map(({ trashId }) => trashId))
              const failedIds = part.filter((id) => !doneIds.has(id))
              done.push(...one.done)
              failed.push(...one.failed.map((item, at) => ({ ...item, from: failedIds[at] ?? item.from })))
              left = left.filter((id) => !doneIds.has(id))
            }
            return { done, failed }
          },
        }),
      )
      if (outcome && outcome.done.length > 0 && !isQuiet) tellDone(say.t('restored', describe(outcome.done)))
    }
    const forGood = async (label: string, start: (signal: AbortSignal) => ReturnType<typeof client.delete>) => {
      const outcome = await run(label, (signal, tell) => collectOutcome(start(signal), tell))
      if (outcome && outcome.done.length > 0) tellDone(say.t('gone', describe(outcome.done)))
    }

    return {
      refresh,
      undoStack,
      move: async (paths: readonly string[], folder: string) => {
        const items = toMoveItems(paths, folder)
        if (isIntoItself(paths, folder)) tellProblem(say.t('moving'), new FileProblemError('IMPOSSIBLE_MOVE'))
        else if (items.length > 0) await transfer('move', { items, label: say.t('moving') })
      },
      copy: async (paths: readonly string[], folder: string) => {
        if (isIntoItself(paths, folder)) {
          tellProblem(say.t('copying'), new FileProblemError('IMPOSSIBLE_MOVE'))
          return
        }
        const items = toCopyItems(paths, folder)
        if (!isCopyInPlace(paths, folder)) {
          await transfer('copy', { items, label: say.t('copying') })
          return
        }
        const outcome = await run(say.t('copying'), (signal, tell) =>
          collectOutcome(client.copy({ items, clash: 'keep-both' }, { signal }), tell),
        )
        const made = outcome?.done.flatMap(({ to }) => to ?? []) ?? []
        if (outcome && made.length > 0) tellDone(say.t('copied', describe(outcome.done)), () => remove(made, true))
      },
      rename: async (path: string, to: string) => {
        const done = await transfer('move', { items: [{ from: path, to }], label: say.t('renaming'), isQuiet: true })
        const [item] = done
        if (!item) return false
        const back = { items: toWayBack(done), label: say.t('undoing'), isQuiet: true }
        const name = toDisplayName(getLastName(item.to ?? to))
        undoStack.push({ label: say.t('renamed', { name }), run: async () => void (await transfer('move', back)) })
        return true
      },
      remove: (paths: readonly string[]) => remove(paths),
      removeForGood: (paths: readonly string[]) =>
        forGood(say.t('removing'), (signal) => client.delete({ paths, isForGood: true }, { signal })),
      restore: (ids: readonly string[]) => restore(ids),
      emptyTrash: (ids?: readonly string[]) =>
        forGood(say.t('emptying'), (signal) => client.emptyTrash({ ids }, { signal })),
      make: async (kind: 'folder' | 'file', path: string) => {
        const name = toDisplayName(getLastName(path))
        try {
          await (kind === 'folder' ? client.mkdir(path) : client.createFile(path))
          undoStack.push({ label: say.t('made', { name }), run: () => remove([path], true) })
          return true
        } catch (error) {
          tellProblem(name, error)
          return false
        } finally {
          refresh()
        }
      },
      extract: async (path: string, folder: string) => {
        const name = toDisplayName(getLastName(path))
        const outcome = await run(say.t('extracting', { name }), (signal, tell) =>
          collectOutcome(client.extract({ path, to: folder, clash: 'keep-both' }, { signal }), tell),
        )
        if (outcome && outcome.done.length > 0) tellDone(say.t('extracted', { name }))
      },
      undo: async () => {
        const label = undoStack.getLast()?.label
        if (await undoStack.undo()) showToast({ title: say.t('undone', { what: label ?? '' }), tone: 'neutral' })
      },
    }
  }, [client, volumeUid, queries, undoStack])

  const value = useMemo(() => ({ ...tasks, running }), [tasks, running])
  return (
    <TasksContext value={value}>
      {children}
      {question && (
        <Part
          load={loadClash}
          key={`${question.path} ${question.rest}`}
          path={question.path}
          rest={question.rest}
          onAnswer={question.resolve}
          onCancel={() => question.resolve(null)}
        />
      )}
    </TasksContext>
  )
}
