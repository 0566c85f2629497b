/** How full one volume is, as the node that has it mounted said. */
export interface VolumeUsage {
  usedBytes: number
  /** When it was measured, not when it was asked for. */
  at: string
}

/** What something that runs uses of a machine. */
export interface Consumption {
  cpuMillicores: number
  memoryBytes: number
  /** When it was measured, not when it was asked for. */
  at: string
}
