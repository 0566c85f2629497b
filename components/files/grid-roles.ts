/**
 * Rows that are placed one by one by their position can be no `<tr>`, so these say what they are to screen readers
 * (https://www.w3.org/WAI/ARIA/apg/patterns/grid/).
 */
export const GRID_ROLES = {
  rowGroup: { role: 'rowgroup' },
  row: { role: 'row' },
  cell: { role: 'gridcell' },
  columnHeader: { role: 'columnheader' },
  group: { role: 'group' },
  none: { role: 'none' },
} as const

/** The one that has the keyboard is reached by Tab, the others by arrows. */
export function toItemRole(role: 'row' | 'gridcell', isActive: boolean) {
  return { role, tabIndex: isActive ? 0 : -1 }
}
