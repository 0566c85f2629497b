'use client'

import type { ReactNode } from 'react'
import { showToast } from '#components/feedback/toast-queue.ts'
import { AppShell } from '#components/layout/app-shell.tsx'
import { QuotaChip } from '#components/layout/quota-chip.tsx'
import type { ShellModel, ShellSpace } from '#components/layout/shell-model.ts'

function createSpace(space: Omit<ShellSpace, 'entries'>): ShellSpace {
  return {
    ...space,
    entries: [
      { label: 'Home', href: '/design', icon: 'home' },
      { label: 'Workloads', href: `${space.href}/workloads`, icon: 'workloads' },
      { label: 'Storage', href: `${space.href}/storage`, icon: 'storage' },
      { label: 'Files', href: `${space.href}/files`, icon: 'files' },
      { label: 'Config', href: `${space.href}/config`, icon: 'config' },
      { label: 'Quota', href: `${space.href}/quota`, icon: 'quota' },
      { label: 'Activity', href: `${space.href}/activity`, icon: 'activity' },
      { label: 'Members', href: `${space.href}/members`, icon: 'members' },
    ],
  }
}

const MODEL: ShellModel = {
  person: { name: 'Alice Ekholm', email: 'alice@example.org', profileHref: '/profile' },
  spaces: [
    createSpace({ href: '/spaces/u/alice', name: 'alice', kind: 'user' }),
    createSpace({ href: '/spaces/g/k3f9', name: 'Robotics', kind: 'group', role: 'owner' }),
    createSpace({ href: '/spaces/g/p7ma', name: 'Marine biology field station', kind: 'group', role: 'viewer' }),
  ],
  adminEntries: [
    { label: 'Users', href: '/admin/users', icon: 'users' },
    { label: 'Volumes', href: '/admin/volumes', icon: 'storage' },
    { label: 'Health', href: '/admin/health', icon: 'health' },
  ],
  commands: [{ label: 'Create volume', href: '/design?create', keywords: ['disk', 'pvc'] }],
}

export function SampleShell({ children }: { children: ReactNode }) {
  return (
    <AppShell
      model={MODEL}
      quotaChip={<QuotaChip label="Storage" used={88} limit={100} href="/design" />}
      onSignOut={() => showToast({ title: 'Signed out' })}
    >
      {children}
    </AppShell>
  )
}
