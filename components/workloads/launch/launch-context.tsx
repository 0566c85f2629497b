'use client'

import { createContext, useContext } from 'react'
import type { SpaceId } from '#lib/auth/space-id.ts'
import type { LaunchOffer, OfferedTemplate } from '#lib/workloads/schema-offer.ts'
import type { Finding, LaunchPreview } from '#lib/workloads/schema-preview.ts'
import type { LaunchSectionId } from './launch-sections.ts'

/** What stays the same while somebody fills the form in. */
export interface LaunchPlace {
  space: SpaceId
  offer: LaunchOffer
  /** Null: from scratch. */
  template: OfferedTemplate | null
  /** Of the workload that is edited; null: a new one. */
  editUid: string | null
  /** Once for each filled-in form, so that sending it twice makes one workload. */
  launchId: string
}

/** One field that cannot be sent as it is. */
export interface FieldProblem {
  path: string
  text: string
}

/** What is known of the form as it stands, a moment after the last key. */
export interface LaunchCheck {
  /** The last answer; it stays while the next one is asked for. Null: none yet. */
  preview: LaunchPreview | null
  problems: FieldProblem[]
  isAsking: boolean
  /** Why it could not be asked. */
  failure: string | null
  askAgain: () => void
}

export interface LaunchView {
  openSections: ReadonlySet<LaunchSectionId>
  toggle: (id: LaunchSectionId, isOpen: boolean) => void
  /** Opens what a field lies in and goes there. */
  showField: (path: string) => void
}

const PlaceContext = createContext<LaunchPlace | null>(null)
const CheckContext = createContext<LaunchCheck | null>(null)
const ViewContext = createContext<LaunchView | null>(null)

export const LaunchPlaceProvider = PlaceContext.Provider
export const LaunchCheckProvider = CheckContext.Provider
export const LaunchViewProvider = ViewContext.Provider

function requireForm<T>(value: T | null): T {
  if (value === null) throw new TypeError('This is a part of the launch form and needs it around it')
  return value
}

export const useLaunchPlace = () => requireForm(useContext(PlaceContext))
export const useLaunchCheck = () => requireForm(useContext(CheckContext))
export const useLaunchView = () => requireForm(useContext(ViewContext))

const NOTHING: readonly Finding[] = []

/** What the last answer says against this very field. */
export function useRefusals(path: string): readonly Finding[] {
  const { preview } = useLaunchCheck()
  return preview?.findings.filter(({ field, level }) => field === path && level === 'refusal') ?? NOTHING
}

/** Whether the template holds the field fast. */
export function useIsFixed(field: string): boolean {
  return useLaunchPlace().template?.fixed.includes(field) ?? false
}
