/** The first letter of a name in a circle; only beside the name itself or inside a control that has a label. */
export function Avatar({ name }: { name: string }) {
  const [first = ''] = name.trim()
  return (
    <span
      aria-hidden
      className="grid size-6 shrink-0 place-items-center rounded-full bg-accent-soft text-table font-semibold text-accent uppercase"
    >
      {first}
    </span>
  )
}
