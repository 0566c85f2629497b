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
  | 'users'
  | 'workloads'

export interface ShellEntry {
  label: string
  href: string
  icon: NavIcon
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
  const other = model.otherPages?.find(({ href }) => isWithin(pathname, href))
  if (other) return [other]
  const space = model.spaces.find(({ href }) => isWithin(pathname, href))
  const admin = model.adminEntries.find(({ href }) => isWithin(pathname, href))
  if (admin)
    return [
      { label: adminLabel, href: model.adminEntries[0]?.href },
      { label: admin.label, href: admin.href },
    ]
  const entry = (space ?? model.spaces[0])?.entries.find(({ href }) => isWithin(pathname, href))
  return [
    ...(space ? [{ label: space.name, href: space.entries.find(({ href }) => isWithin(href, space.href))?.href }] : []),
    ...(entry ? [{ label: entry.label, href: entry.href }] : []),
  ]
}
