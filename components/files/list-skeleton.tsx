import { Skeleton } from '#components/feedback/skeleton.tsx'
import { GRID_ROLES } from './grid-roles.ts'

/** While nobody knows how many there are. */
export function ListSkeleton() {
  return (
    <div {...GRID_ROLES.row}>
      <div {...GRID_ROLES.cell}>
        {[48, 36, 60, 40, 52, 32, 44, 56].map((width) => (
          <div key={width} className="flex h-10 items-center gap-3 border-b border-line px-11 max-sm:h-14">
            <Skeleton className={width > 44 ? 'h-3.5 w-64 max-w-full' : 'h-3.5 w-40 max-w-full'} />
          </div>
        ))}
      </div>
    </div>
  )
}
