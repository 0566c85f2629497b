'use client'

import dynamic from 'next/dynamic'

// With a form comes much that the gallery beside it has no use for.
export const LateLaunchForm = dynamic(() => import('./launch-form.tsx').then(({ LaunchForm }) => LaunchForm))
