/**
 * The roles that table elements have by themselves, and lose in some browsers where rows become cards on a phone
 * (https://adrianroselli.com/2018/02/tables-css-display-properties-and-aria.html). Spread them into the elements.
 */
export const TABLE_ROLES = {
  table: { role: 'table' },
  rowGroup: { role: 'rowgroup' },
  row: { role: 'row' },
  columnHeader: { role: 'columnheader', scope: 'col' },
  rowHeader: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const
