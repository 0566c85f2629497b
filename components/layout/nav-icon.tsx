import {
  Activity,
  Boxes,
  FolderOpen,
  Gauge,
  HardDrive,
  HeartPulse,
  House,
  Inbox,
  KeyRound,
  LayoutTemplate,
  type LucideIcon,
  UserRound,
  UsersRound,
} from 'lucide-react'
import type { NavIcon } from './shell-model.ts'

const ICONS: Record<NavIcon, LucideIcon> = {
  activity: Activity,
  config: KeyRound,
  files: FolderOpen,
  health: HeartPulse,
  home: House,
  members: UsersRound,
  quota: Gauge,
  requests: Inbox,
  storage: HardDrive,
  templates: LayoutTemplate,
  users: UserRound,
  workloads: Boxes,
}

export function NavPicture({ icon }: { icon: NavIcon }) {
  const Icon = ICONS[icon]
  return <Icon aria-hidden className="size-4 shrink-0" />
}
