/** What the one who looks may do with the configuration of a space. */
export interface ConfigRights {
  canWrite: boolean
  canWriteSecrets: boolean
  /** By role; an administrator may have switched it off for everybody. */
  canReveal: boolean
  isRevealOn: boolean
  canRestart: boolean
}
