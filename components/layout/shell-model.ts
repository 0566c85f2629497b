/** Pictures of the navigation; a page names one. */
export type NavIcon =
  | 'activity'
  | 'config'
  | 'files'
  | 'health'
  | 'home'
  | 'members'
  | 'quota'
  | 'requests'
  | 'storage'
  | 'templates'
  | 'users'
  | 'workloads'

export interface ShellEntry {
  label: string
  href: string
  icon: NavIcon
  /** Where its link leads when that is further than `href`, which would only lead there by a detour. */
  opensAt?: string
  /** Pages that belong to it and lie elsewhere. */
  others?: { label: string; href: string }[]
  /** What lies two steps below it has the name that the address ends with. */
  hasNamedPages?: boolean
}

export type SpaceRole = 'owner' | 'editor' | 'viewer'

export interface ShellSpace {
  /** What all addresses of the space begin with: "/spaces/u/alice". */
  href: string
  name: string
  kind: 'user' | 'group'
  /** Of this person in a group. */
  role?: SpaceRole
  /** The pages it has, in their order; what does not exist yet is not here. */
  entries: ShellEntry[]
}

/** Something to do from the command palette that is a page of its own or opens on one. */
export interface ShellCommand {
  label: string
  href: string
  /** Other words that find it. */
  keywords?: string[]
}

export interface ShellPerson {
  name: string
  email?: string | null
  profileHref: string
}

export interface ShellModel {
  person: ShellPerson
  /** The person's own space first. */
  spaces: ShellSpace[]
  adminEntries: ShellEntry[]
  /** Pages of no space that the navigation does not list: the profile. */
  otherPages?: { label: string; href: string }[]
  commands?: ShellCommand[]
}

/** Whether a page lies at or below an address. */
export function isWithin(pathname: string, href: string): boolean {
  return pathname === href || (href !== '/' && pathname.startsWith(`${href}/`))
}

/** Whether a page belongs to an entry of the navigation. */
export function isOfEntry(pathname: string, { href, others = [] }: Pick<ShellEntry, 'href' | 'others'>): boolean {
  return isWithin(pathname, href) || others.some((other) => isWithin(pathname, other.href))
}

/** The space that a page belongs to; on pages of no space, the person's own. */
export function findCurrentSpace(spaces: readonly ShellSpace[], pathname: string): ShellSpace | null {
  return spaces.find(({ href }) => isWithin(pathname, href)) ?? spaces[0] ?? null
}

/** Where a page lies, from the navigation: the space, then the entry. */
export function listCrumbs(
  model: Pick<ShellModel, 'spaces' | 'adminEntries' | 'otherPages'>,
  pathname: string,
  adminLabel: string,
) {
  const ofPerson = model.otherPages?.find(({ href }) => isWithin(pathname, href))
  if (ofPerson) return [ofPerson]
  const space = model.spaces.find(({ href }) => isWithin(pathname, href))
  const admin = model.adminEntries.find(({ href }) => isWithin(pathname, href))
  if (admin)
    return [
      { label: adminLabel, href: model.adminEntries[0]?.href },
      { label: admin.label, href: admin.href },
    ]
  const entry = (space ?? model.spaces[0])?.entries.find((one) => isOfEntry(pathname, one))
  const other = entry?.others?.find(({ href }) => isWithin(pathname, href))
  const name = entry?.hasNamedPages ? pathname.slice(entry.href.length + 1).split('/')[1] : undefined
  return [
    ...(space ? [{ label: space.name, href: space.entries.find(({ href }) => isWithin(href, space.href))?.href }] : []),
    ...(entry ? [{ label: entry.label, href: entry.href }] : []),
    ...(other ? [other] : []),
    ...(name ? [{ label: decodeURIComponent(name), href: pathname }] : []),
  ]
}
