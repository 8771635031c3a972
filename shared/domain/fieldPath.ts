import { type FieldPath, licenceFields, type LicenceField, type LicenceKind, type ProfileField, profileFields } from './events.ts'
import type { FactName, ItemId, MaterialId } from './pack.ts'

/** What a field path names. */
export type FieldPlace =
  | { readonly kind: 'profile'; readonly field: ProfileField }
  | { readonly kind: 'theme' }
  | { readonly kind: 'fact'; readonly fact: FactName }
  | { readonly kind: 'material'; readonly item: ItemId; readonly material: MaterialId }
  | { readonly kind: 'licence'; readonly field: LicenceField }

const profilePaths: ReadonlySet<string> = new Set(profileFields)
const factPath = /^facts\.([A-Za-z0-9]{1,80})$/
const materialPath = /^materials\.([a-z0-9-]{1,80})\/([a-z0-9-]{1,80})$/

/** Paths of one licence's data, in the order in which they stand on it. */
export function licencePaths(licence: LicenceKind): readonly LicenceField[] {
  return licencePathsOf[licence]
}
const licencePathsOf: { readonly [K in LicenceKind]: readonly LicenceField[] } = {
  planningPermit: licenceFields.planningPermit.map((field) => `planningPermit.${field}` as const),
  constructionPermit: licenceFields.constructionPermit.map((field) => `constructionPermit.${field}` as const),
}
const licences: ReadonlySet<string> = new Set(Object.values(licencePathsOf).flat())

const isLicenceField = (path: string): path is LicenceField => licences.has(path)
const isProfileField = (path: string): path is ProfileField => profilePaths.has(path)

/** `null` for a text that is no field path. */
export function findFieldPlace(path: string): FieldPlace | null {
  if (path === 'theme') return { kind: 'theme' }
  if (isProfileField(path)) return { kind: 'profile', field: path }
  if (isLicenceField(path)) return { kind: 'licence', field: path }
  const fact = factPath.exec(path)?.[1]
  if (fact !== undefined) return { kind: 'fact', fact }
  const [, item, material] = materialPath.exec(path) ?? []
  return item !== undefined && material !== undefined ? { kind: 'material', item, material } : null
}

export const isFieldPath = (path: string): path is FieldPath => findFieldPath(path) !== null

/** The path that a text is, in the one string that stands for it; `null` for a text that is no field path. */
export function findFieldPath(path: string): FieldPath | null {
  const known = knownPaths.get(path)
  if (known !== undefined) return known
  if (!isNewPath(path)) return null
  if (knownPaths.size < mostKnown) knownPaths.set(path, path)
  return path
}
const isNewPath = (path: string): path is FieldPath => findFieldPlace(path) !== null
/** The same few hundred come again and again. */
const knownPaths = new Map<string, FieldPath>()
const mostKnown = 4096
