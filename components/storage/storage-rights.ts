/** What the one who looks may do with the volumes of a space. */
export interface StorageRights {
  canCreate: boolean
  canGrow: boolean
  canDelete: boolean
  /** Administrators look after volumes without seeing what is on them. */
  canReadFiles: boolean
}
