import type { Logger } from './log.ts'
import type { OpenStreams } from './open-streams.ts'
import type { Settings } from './settings.ts'
import type { TokenChecker } from './tokens/token-checker.ts'
import type { Root } from './tree/root.ts'

/** What every handler of this process shares. */
export interface FileServer {
  settings: Settings
  /** The opened descriptor of the volume. */
  root: Root
  tokens: TokenChecker
  streams: OpenStreams
  log: Logger
  /** Lets what runs come to its end and answers nothing new (STOPPING). */
  stop: (reason: string) => void
}
