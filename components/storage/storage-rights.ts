/** What the one who looks may do with the volumes of a space. */
export interface StorageRights {
  canCreate: boolean
  canGrow: boolean
  canDelete: boolean
}
