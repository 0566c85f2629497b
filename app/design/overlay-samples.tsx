'use client'

import { Copy, Ellipsis, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { ConfirmByName } from '#components/feedback/confirm-by-name.tsx'
import { showToast } from '#components/feedback/toast-queue.ts'
import { Field } from '#components/form/field.tsx'
import { Button } from '#components/ui/button.tsx'
import { DialogFooter } from '#components/ui/dialog-footer.tsx'
import { Dialog, prepareDialog, Sheet } from '#components/ui/dialog.tsx'
import { IconButton } from '#components/ui/icon-button.tsx'
import { KeyValueList } from '#components/ui/key-value-list.tsx'
import { Menu } from '#components/ui/menu.tsx'
import { Popover } from '#components/ui/popover.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { SampleSection } from './sample.tsx'

type Open = 'dialog' | 'sheet' | 'delete' | 'blocked' | null

const wait = () => new Promise((resolve) => setTimeout(resolve, 600))

export function OverlaySamples() {
  const [open, setOpen] = useState<Open>(null)
  const [isKept, setIsKept] = useState(true)
  const toggle = (name: Exclude<Open, null>) => ({
    isOpen: open === name,
    onOpenChange: (isOpen: boolean) => setOpen(isOpen ? name : null),
  })
  const close = () => setOpen(null)
  return (
    <SampleSection title="What floats">
      <div className="flex flex-wrap gap-3">
        <Button onPointerEnter={prepareDialog} onClick={() => setOpen('dialog')}>
          Dialog
        </Button>
        <Button onClick={() => setOpen('sheet')}>Sheet</Button>
        <Button onClick={() => setOpen('delete')}>Delete by name</Button>
        <Button onClick={() => setOpen('blocked')}>Delete, blocked</Button>
        <Menu
          label="What to do with data-1"
          trigger={<IconButton variant="secondary" label="More for data-1" icon={<Ellipsis />} />}
          entries={[
            {
              kind: 'action',
              id: 'rename',
              label: 'Rename',
              icon: <Pencil />,
              onSelect: () => showToast({ title: 'Renamed' }),
            },
            {
              kind: 'action',
              id: 'clone',
              label: 'Clone',
              icon: <Copy />,
              disabledReason: 'Your quota leaves no room.',
              onSelect: close,
            },
            { kind: 'check', id: 'keep', label: 'Keep it', isChecked: isKept, onChange: setIsKept },
            { kind: 'separator', id: 'line' },
            {
              kind: 'action',
              id: 'delete',
              label: 'Delete',
              icon: <Trash2 />,
              tone: 'danger',
              onSelect: () => setOpen('delete'),
            },
          ]}
        />
        <Popover title="Why not more?" trigger={<Button>Popover</Button>}>
          <p className="text-quiet">Your space may use 100 GiB. Robotics has 40 GiB of its own.</p>
        </Popover>
        <Button onClick={() => showToast({ title: 'data-1 grows to 20 GiB', description: 'Usually under a minute.' })}>
          Toast
        </Button>
        <Button
          onClick={() =>
            showToast({ title: 'notes.txt is in the trash', onUndo: () => showToast({ title: 'notes.txt is back' }) })
          }
        >
          Toast with undo
        </Button>
        <Button
          onClick={() =>
            showToast({ tone: 'danger', title: 'data-1 was not deleted', description: 'notebook-1 still mounts it.' })
          }
        >
          Toast of a failure
        </Button>
      </div>

      <Dialog
        {...toggle('dialog')}
        title="Grow user-alice-disk"
        description="It can grow, but never shrink."
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" onClick={close}>
              Grow to 20 GiB
            </Button>
          </>
        }
      >
        <p>The disk grows first, then its file system. What runs on it goes on running.</p>
      </Dialog>
      <Sheet {...toggle('sheet')} title="user-alice-disk" description="Your first volume.">
        <form className="grid gap-5" onSubmit={(event) => event.preventDefault()}>
          <KeyValueList
            items={[
              { label: 'Size', value: '10 GiB' },
              { label: 'Class', value: 'standard' },
            ]}
          />
          <Field label="What is on it?" isOptional>
            {(control) => <TextArea {...control} rows={24} />}
          </Field>
          <DialogFooter>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" onClick={close}>
              Save the note
            </Button>
          </DialogFooter>
        </form>
      </Sheet>
      <ConfirmByName
        {...toggle('delete')}
        title="Delete alice-notebook"
        name="alice-notebook"
        consequences={[
          'The notebook stops at once.',
          'Its address no longer works.',
          'Its volume user-alice-disk stays.',
        ]}
        dependents={[{ kind: 'Address', name: 'alice-notebook.apps.example.org', note: 'open in one browser' }]}
        confirmLabel="Delete alice-notebook"
        onConfirm={async () => {
          await wait()
          showToast({ title: 'alice-notebook is deleted' })
          return null
        }}
      />
      <ConfirmByName
        {...toggle('blocked')}
        title="Delete user-alice-disk"
        name="user-alice-disk"
        consequences={[]}
        isBlocked
        dependents={[
          { kind: 'Workload', name: 'alice-notebook', href: '/design', note: 'mounted since Monday' },
          { kind: 'Workload', name: 'training-7', href: '/design', note: 'mounted for 3 hours' },
        ]}
        confirmLabel="Delete volume"
        onConfirm={() => Promise.resolve(null)}
      />
    </SampleSection>
  )
}
