import type { createExecutor, ExecEnd, Execution } from '#lib/kube/exec.ts'

export interface ShellPlace {
  namespace: string
  pod: string
  container: string
}

/** `no-shell`: the image holds none; `failed`: the cluster could not start it. */
export type ShellEnd = { kind: 'exit'; code: number } | { kind: 'no-shell' | 'failed' | 'lost' }

export interface ShellHandlers {
  /** It runs; called before its first output. */
  onStart: () => void
  onOutput: (data: Buffer) => void
  onDrain: () => void
  onEnd: (end: ShellEnd) => void
}

/** Everything that a terminal does to its shell. */
export type Shell = Omit<Execution, 'close'> & {
  /** Ends it with all that was started in it: the connection's end alone would leave it behind. */
  end: () => void
}

type Execute = ReturnType<typeof createExecutor>

/** An escape sequence that nobody knows, so that a terminal would show nothing of it. */
const MARK = { begin: '\x1b]7770;', end: '\x07', maxLength: 32 }
const START = `printf '\\033]7770;%s\\007' "$$"; export TERM=xterm-256color; if command -v bash >/dev/null 2>&1; then exec bash; else exec sh; fi`
/** By whatever shell there is. The first says its number, which the second part needs to end it. */
const COMMANDS = [
  ['/bin/sh', '-c', START],
  ['bash', '-c', START],
  ['sh', '-c', START],
]
const NO_SHELL = /no such file|not found|executable file|permission denied/i

/** Looks for a shell and starts it; resolves when it was begun with the first command. */
export async function startShell(execute: Execute, place: ShellPlace, handlers: ShellHandlers): Promise<Shell> {
  let attempt = 0
  let current: Execution | null = null
  let size: { cols: number; rows: number } | null = null
  let pid: string | null = null
  let isEnded = false

  const open = async (): Promise<void> => {
    const reader = createMarkReader()
    const command = COMMANDS[attempt] ?? []
    current = await execute(
      { ...place, command },
      {
        onDrain: () => handlers.onDrain(),
        onOutput(data) {
          const rest = reader.read(data)
          if (rest === null) return
          if (!reader.isTold) {
            reader.isTold = true
            pid = reader.pid
            handlers.onStart()
          }
          if (rest.length > 0) handlers.onOutput(rest)
        },
        onEnd: (end) => void next(end),
      },
    )
    if (size) current.resize(size)
    if (isEnded) current.close()
  }

  const next = async (end: ExecEnd): Promise<void> => {
    const isMissing = end.kind === 'refused' && NO_SHELL.test(end.message)
    if (isMissing && !isEnded && attempt + 1 < COMMANDS.length) {
      attempt += 1
      await open().catch(() => handlers.onEnd({ kind: 'failed' }))
      return
    }
    if (end.kind === 'exit' || end.kind === 'lost') handlers.onEnd(end)
    else handlers.onEnd({ kind: isMissing ? 'no-shell' : 'failed' })
  }

  await open()
  return {
    write: (data) => current?.write(data) ?? true,
    resize(wanted) {
      size = wanted
      current?.resize(wanted)
    },
    pause: () => current?.pause(),
    resume: () => current?.resume(),
    end() {
      if (isEnded) return
      isEnded = true
      void killShell(execute, place, { pid, command: COMMANDS[attempt]?.[0] ?? 'sh' }).finally(() => current?.close())
    },
  }
}

/** Programs that listen to nothing else are ended a moment later. */
async function killShell(
  execute: Execute,
  place: ShellPlace,
  { pid, command }: { pid: string | null; command: string },
): Promise<void> {
  if (pid === null) return
  const ended = Promise.withResolvers<void>()
  const script = `${toKillScript(pid, 'HUP')}; sleep 1; ${toKillScript(pid, 'KILL')}; exit 0`
  const nothing = () => undefined
  const handlers = { onOutput: nothing, onDrain: nothing, onEnd: () => ended.resolve() }
  await execute({ ...place, command: [command, '-c', script] }, handlers).catch(() => ended.resolve())
  await ended.promise
}

/** Each job of a shell is a group of its own; what they have in common is the terminal's session, the fourth field here. */
function toKillScript(pid: string, signal: string): string {
  const look = 's=; read -r s < "$p/stat" 2>/dev/null; set -- ${s##*) }'
  return `for p in /proc/[0-9]*; do ${look}; [ "$4" = ${pid} ] && kill -${signal} "\${p#/proc/}"; done 2>/dev/null`
}

/** Takes the shell's number off the beginning of its output. */
function createMarkReader() {
  let held: Buffer | null = Buffer.alloc(0)
  const reader = {
    pid: null as string | null,
    isTold: false,
    /** Null: not enough has come to know. */
    read(data: Buffer): Buffer | null {
      if (held === null) return data
      const all = Buffer.concat([held, data])
      const text = all.toString('latin1', 0, MARK.maxLength)
      const begins = text.startsWith(MARK.begin.slice(0, text.length))
      const end = text.indexOf(MARK.end)
      if (begins && end === -1 && all.length < MARK.maxLength) {
        held = all
        return null
      }
      held = null
      const pid = begins && end !== -1 ? text.slice(MARK.begin.length, end) : ''
      if (!/^\d+$/.test(pid)) return all
      reader.pid = pid
      return all.subarray(end + 1)
    },
  }
  return reader
}
