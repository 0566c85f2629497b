import path from 'node:path'
import type { ClusterLayout } from './layout.ts'

export function getPlanFile(layout: Pick<ClusterLayout, 'dir'>): string {
  return path.join(layout.dir, 'config', 'parts.json')
}
