import type { Volume } from '../schema.ts'

/** A volume as pages get it: there for use, and used by nobody. */
export function buildVolume(changes: Partial<Volume> & { name: string }): Volume {
  return {
    space: 'u/alice',
    title: null,
    uid: changes.name,
    resourceVersion: '1',
    phase: 'bound',
    requestedBytes: 100,
    capacityBytes: 100,
    storageClass: 'standard',
    accessModes: ['ReadWriteOnce'],
    canGrow: true,
    waitsForUse: false,
    createdAt: '2026-11-24T06:00:00Z',
    usedBytes: null,
    usedAt: null,
    mountedBy: [],
    neededBy: [],
    isPrimary: false,
    ...changes,
  }
}
