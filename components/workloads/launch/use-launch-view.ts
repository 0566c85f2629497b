import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import { type FieldErrors, useFormState } from 'react-hook-form'
import type { LaunchView } from './launch-context.tsx'
import { findField, findSection, type LaunchSectionId } from './launch-sections.ts'
import type { LaunchValues } from './launch-values.ts'

const MAX_FRAMES = 60

/** Which sections are open; goes to a field wherever it lies, and to the first wrong one after a vain attempt. */
export function useLaunchView(container: RefObject<HTMLElement | null>, first: readonly LaunchSectionId[]): LaunchView {
  const [openSections, setOpenSections] = useState<ReadonlySet<LaunchSectionId>>(() => new Set(first))
  const [wanted, setWanted] = useState<string | null>(null)
  const { errors, submitCount } = useFormState<LaunchValues>()
  const latest = useRef(errors)
  latest.current = errors

  const view = useMemo<Omit<LaunchView, 'openSections'>>(() => {
    const toggle = (id: LaunchSectionId, isOpen: boolean) =>
      setOpenSections((open) => {
        if (open.has(id) === isOpen) return open
        return isOpen ? new Set([...open, id]) : new Set([...open].filter((one) => one !== id))
      })
    const showField = (path: string) => {
      const section = findSection(path)
      if (section) toggle(section, true)
      setWanted(path)
    }
    return { toggle, showField }
  }, [])

  useEffect(() => {
    if (wanted === null) return
    let frame = 0
    let tries = 0
    // What is folded is made first, from code that may still have to come, and only then can be gone to.
    const attempt = () => {
      tries += 1
      if (focusField(container.current, { path: wanted, isLast: tries >= MAX_FRAMES })) setWanted(null)
      else frame = requestAnimationFrame(attempt)
    }
    attempt()
    return () => cancelAnimationFrame(frame)
  }, [wanted, container])
  useEffect(() => {
    // What is broken leads here with the field that mends it.
    const field = findField(globalThis.location.hash.slice(1))
    if (field) view.showField(field)
  }, [view])
  useEffect(() => {
    if (submitCount === 0) return
    const path = findFirstPath(latest.current)
    if (path !== null) view.showField(path)
    // What stands against the whole stands above the form.
    else container.current?.closest('form')?.scrollIntoView({ block: 'start' })
  }, [submitCount, view, container])
  return { openSections, ...view }
}

/** Whether it is done: at last the heading of its section has to do. */
function focusField(container: HTMLElement | null, { path, isLast }: { path: string; isLast: boolean }): boolean {
  const find = (selector: string) => container?.querySelector<HTMLElement>(selector)
  const name = CSS.escape(path)
  const section = findSection(path)
  const found = find(`[name="${name}"]`) ?? find(`[name^="${name}."]`)
  // A size that was chosen as a whole has no fields of its own.
  const instead =
    section === null ? find('[name="size"]:checked') : find(`details[data-section="${section}"] > summary`)
  const target = found ?? (section === null || isLast ? instead : null)
  target?.focus()
  target?.scrollIntoView({ block: 'center' })
  return Boolean(target) || isLast
}

/** The path of the first error: "mounts.0.path". */
function findFirstPath(errors: FieldErrors, path = ''): string | null {
  for (const [key, value] of Object.entries(errors)) {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof value !== 'object' || value === null || key === 'ref') continue
    if (typeof value.type === 'string' || typeof value.type === 'number') return at
    const found = findFirstPath(value as FieldErrors, at)
    if (found !== null) return found
  }
  return null
}
