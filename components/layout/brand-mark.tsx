/** A mooring post with its line. */
export function BrandMark() {
  return (
    <svg aria-hidden viewBox="0 0 32 32" className="size-6 shrink-0">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <g fill="none" className="stroke-on-accent" strokeWidth="2.4" strokeLinecap="round">
        <path d="M16 9.5v14M9 16.5c0 4.4 3 7.3 7 7.3s7-2.9 7-7.3M12 13.2h8" />
        <circle cx="16" cy="7.4" r="2" />
      </g>
    </svg>
  )
}
