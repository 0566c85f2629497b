/** What the device plugins of AMD, Intel and NVIDIA call their GPUs; slices (nvidia.com/mig-*) have to be named. */
export const DEFAULT_GPU_RESOURCES = ['nvidia.com/gpu', 'amd.com/gpu', 'gpu.intel.com/i915', 'gpu.intel.com/xe']

const GPU_RESOURCE = /^(nvidia\.com\/(gpu|mig-[a-z0-9.+-]{1,40})|amd\.com\/gpu|gpu\.intel\.com\/(i915|xe))$/

/** Whether an extended resource of a node or container looks like a GPU, whoever may use it. */
export function isGpuResource(name: string): boolean {
  return GPU_RESOURCE.test(name)
}
