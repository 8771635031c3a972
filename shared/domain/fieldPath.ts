import { type FieldPath, type ProfileField, profileFields } from './events.ts'
import type { FactName, ItemId, MaterialId } from './pack.ts'

/** What a field path names. */
export type FieldPlace =
  | { readonly kind: 'profile'; readonly field: ProfileField }
  | { readonly kind: 'theme' }
  | { readonly kind: 'fact'; readonly fact: FactName }
  | { readonly kind: 'material'; readonly item: ItemId; readonly material: MaterialId }

const profilePaths: ReadonlySet<string> = new Set(profileFields)
const factPath = /^facts\.([A-Za-z0-9]{1,80})$/
const materialPath = /^materials\.([a-z0-9-]{1,80})\/([a-z0-9-]{1,80})$/

const isProfileField = (path: string): path is ProfileField => profilePaths.has(path)

/** `null` for a text that is no field path. */
export function findFieldPlace(path: string): FieldPlace | null {
  if (path === 'theme') return { kind: 'theme' }
  if (isProfileField(path)) return { kind: 'profile', field: path }
  const fact = factPath.exec(path)?.[1]
  if (fact !== undefined) return { kind: 'fact', fact }
  const [, item, material] = materialPath.exec(path) ?? []
  return item !== undefined && material !== undefined ? { kind: 'material', item, material } : null
}

export function isFieldPath(path: string): path is FieldPath {
  return findFieldPlace(path) !== null
}
