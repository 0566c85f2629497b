import type { Adapter, AdapterPayload } from 'oidc-provider'
import { readState, writeState, type SavedEntry } from './state-file.ts'

/** Where the provider keeps sessions, grants and tokens. */
export interface Store {
  createAdapter(model: string): Adapter
  /** Signed-in browsers of one person. */
  listSessions(subject: string): AdapterPayload[]
  /** Takes a grant away, and the tokens that were made from it. */
  removeGrant(grantId: string): void
  /** Resolves when everything is in the file. */
  flush(): Promise<void>
}

interface Entry {
  payload: AdapterPayload
  expiresAtMs: number | null
}

type Entries = Map<string, Entry>

const WRITE_DELAY_MS = 200
// The provider looks at the exact time itself, and answers "expired" instead of "unknown".
const KEEP_EXPIRED_MS = 60_000

/**
 * Keeps everything in memory and writes it to one file shortly after each change, so that a container that starts anew
 * knows who was signed in.
 */
export async function openStore(file: string): Promise<Store> {
  const models = new Map<string, Entries>()
  for (const { model, id, payload, expiresAtMs } of await readState(file)) {
    getModel(models, model).set(id, { payload, expiresAtMs })
  }

  let timer: NodeJS.Timeout | undefined
  let writing = Promise.resolve()

  function flush(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    writing = writing.then(() => writeState(file, takeValid(models)))
    return writing
  }

  function noteChange(): void {
    timer ??= setTimeout(() => void flush(), WRITE_DELAY_MS)
  }

  return {
    createAdapter: (model) => toAdapter(getModel(models, model), noteChange),
    listSessions: (subject) =>
      [...getModel(models, 'Session').values()]
        .map(({ payload }) => payload)
        .filter(({ accountId }) => accountId === subject),
    removeGrant(grantId) {
      getModel(models, 'Grant').delete(grantId)
      for (const entries of models.values()) removeOfGrant(entries, grantId)
      noteChange()
    },
    flush,
  }
}

function getModel(models: Map<string, Entries>, model: string): Entries {
  const known = models.get(model) ?? new Map<string, Entry>()
  models.set(model, known)
  return known
}

function removeOfGrant(entries: Entries, grantId: string): void {
  for (const [id, { payload }] of entries) if (payload.grantId === grantId) entries.delete(id)
}

function takeValid(models: Map<string, Entries>): SavedEntry[] {
  const saved: SavedEntry[] = []
  for (const [model, entries] of models) {
    for (const [id, { payload, expiresAtMs }] of entries) {
      if (expiresAtMs !== null && expiresAtMs + KEEP_EXPIRED_MS < Date.now()) entries.delete(id)
      else saved.push({ model, id, payload: { ...payload }, expiresAtMs })
    }
  }
  return saved
}

/** Gives and takes copies, because the provider goes on changing what it saved and what it found. */
function toAdapter(entries: Entries, noteChange: () => void): Adapter {
  const findBy = (key: 'uid' | 'userCode', value: string) =>
    structuredClone([...entries.values()].find(({ payload }) => payload[key] === value)?.payload)
  return {
    find: async (id) => structuredClone(entries.get(id)?.payload),
    findByUid: async (uid) => findBy('uid', uid),
    findByUserCode: async (userCode) => findBy('userCode', userCode),
    async upsert(id, payload, expiresInSeconds) {
      const expiresAtMs = expiresInSeconds === undefined ? null : Date.now() + expiresInSeconds * 1000
      entries.set(id, { payload: structuredClone(payload), expiresAtMs })
      noteChange()
    },
    async consume(id) {
      const entry = entries.get(id)
      if (entry) entry.payload.consumed = Math.floor(Date.now() / 1000)
      noteChange()
    },
    async destroy(id) {
      entries.delete(id)
      noteChange()
    },
    async revokeByGrantId(grantId) {
      removeOfGrant(entries, grantId)
      noteChange()
    },
  }
}
