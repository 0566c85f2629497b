/** A key or a chord, as in "Ctrl K". */
export function Kbd({ keys }: { keys: string }) {
  return (
    <kbd className="inline-flex items-center gap-1 font-sans text-table text-quiet">
      {keys.split(' ').map((key) => (
        <span
          key={key}
          className="inline-grid h-5 min-w-5 place-items-center rounded-item border border-line-control bg-surface px-1"
        >
          {key}
        </span>
      ))}
    </kbd>
  )
}
