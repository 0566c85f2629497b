import { test as base } from '@playwright/test'
import { FilePage } from './file-page.ts'
import { People } from './people.ts'
import { PodFiles } from './pod-files.ts'

/** The first disk of somebody who is signed in. */
interface Disk {
  files: FilePage
  /** Starts a pod that mounts it, as any workload does; it ends with the test. */
  mount: () => Promise<PodFiles>
}

export const test = base.extend<{ people: People; disk: Disk }>({
  people: async ({ browser }, provide) => {
    const people = new People(browser)
    await provide(people)
    await people.leave()
  },
  disk: async ({ people }, provide) => {
    const person = await people.create()
    const volume = `user-${person.username}-disk`
    const files = new FilePage(await people.signIn(person), { space: person.space, volume })
    const pods: PodFiles[] = []
    const mount = async () => {
      const pod = await PodFiles.mount({ namespace: person.namespace, volume })
      pods.push(pod)
      return pod
    }
    await provide({ files, mount })
    await Promise.all(pods.map((pod) => pod.remove()))
  },
})
