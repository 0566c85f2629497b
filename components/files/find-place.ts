/** Which row or tile of the list something happened to; null: beside them. */
export function findPlace({ target }: { target: EventTarget }): number | null {
  const item = target instanceof Element ? target.closest<HTMLElement>('[data-place]') : null
  return item ? Number(item.dataset.place) : null
}
