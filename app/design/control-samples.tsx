'use client'

import { Search } from 'lucide-react'
import { useState } from 'react'
import { Field } from '#components/form/field.tsx'
import { Checkbox } from '#components/ui/checkbox.tsx'
import { Combobox } from '#components/ui/combobox.tsx'
import { NumberInput } from '#components/ui/number-input.tsx'
import { RadioGroup } from '#components/ui/radio-group.tsx'
import { Select } from '#components/ui/select.tsx'
import { SizePicker } from '#components/ui/size-picker.tsx'
import { Switch } from '#components/ui/switch.tsx'
import { Tabs } from '#components/ui/tabs.tsx'
import { TextArea } from '#components/ui/text-area.tsx'
import { TextInput } from '#components/ui/text-input.tsx'
import { SampleSection } from './sample.tsx'

const CLASSES = [
  { value: 'standard', label: 'standard', description: 'One workload at a time. Can grow.' },
  { value: 'shared', label: 'shared', description: 'Several workloads at once. Can grow.' },
  { value: 'fast', label: 'fast', description: 'On the node’s own disk. Cannot grow.' },
]

export function ControlSamples() {
  const [size, setSize] = useState<number | null>(20)
  const [replicas, setReplicas] = useState<number | null>(2)
  const [storageClass, setStorageClass] = useState<string | null>('standard')
  return (
    <SampleSection title="Controls">
      <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
        <Field label="Name" description="Small letters, digits and dashes.">
          {(control) => <TextInput {...control} isMono placeholder="data" />}
        </Field>
        <Field label="Name" error="“Data 1” has a space and a capital letter. Write data-1.">
          {(control) => <TextInput {...control} isMono defaultValue="Data 1" />}
        </Field>
        <Field label="Find" isOptional>
          {(control) => <TextInput {...control} type="search" icon={<Search />} placeholder="Name or owner" />}
        </Field>
        <Field label="Owner" description="Set by the administrator.">
          {(control) => <TextInput {...control} readOnly defaultValue="alice" />}
        </Field>
        <Field label="Copies">
          {(control) => <NumberInput {...control} value={replicas} onChange={setReplicas} min={0} max={5} />}
        </Field>
        <Field label="Class">{(control) => <Select {...control} options={CLASSES} defaultValue="standard" />}</Field>
        <Field label="Class, found by typing">
          {(control) => <Combobox {...control} options={CLASSES} value={storageClass} onChange={setStorageClass} />}
        </Field>
        <Field label="Why do you need it?">{(control) => <TextArea {...control} rows={3} />}</Field>
      </div>
      <Field label="Size" description="It can grow later, but never shrink. Your quota leaves 58 GiB.">
        {(control) => <SizePicker {...control} label="Size" value={size} onChange={setSize} min={10} max={58} />}
      </Field>
      <div className="grid gap-x-10 gap-y-6 md:grid-cols-2">
        <RadioGroup
          name="access"
          label="Who may mount it"
          defaultValue="one"
          options={[
            { value: 'one', label: 'One workload at a time', description: 'ReadWriteOnce. Fits nearly always.' },
            { value: 'many', label: 'Several at once', description: 'ReadWriteMany. Only with the class “shared”.' },
            {
              value: 'read',
              label: 'Several, for reading',
              description: 'This cluster has no class for it.',
              isDisabled: true,
            },
          ]}
        />
        <div className="grid content-start gap-5">
          <Switch
            label="Keep it running at night"
            description="Otherwise it stops after two hours without use."
            defaultChecked
          />
          <Switch label="Public address" description="The administrator has switched this off." disabled />
          <Checkbox
            label="Keep the volume for 7 days"
            description="You can bring it back in that time."
            defaultChecked
          />
          <Checkbox label="I have saved the key" />
        </div>
      </div>
      <Tabs
        label="Ways to connect"
        tabs={[
          { value: 'browser', label: 'Browser', content: <p>Opens in a new tab.</p> },
          { value: 'ssh', label: 'SSH', content: <p>From a terminal of your own.</p> },
          { value: 'kubectl', label: 'kubectl', content: <p>For those who know it.</p> },
        ]}
      />
    </SampleSection>
  )
}
