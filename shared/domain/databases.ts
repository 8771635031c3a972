/** Databases of an office's server, as `docs/server.md` lays down. */

/** District as a station is set up with it → the word that its database and its role carry. */
export const districtWords: Readonly<Record<string, string>> = {
  思明区: 'siming',
  湖里区: 'huli',
  集美区: 'jimei',
  海沧区: 'haicang',
  同安区: 'tongan',
  翔安区: 'xiangan',
  火炬高新区: 'torch',
}

/** Cases and print jobs of one district that were opened in one year; `district` is a word of `districtWords`. */
export const casesDatabase = (district: string, year: number): string => `cases-${district}-${year}`

/** Databases that there is one of, for all districts. */
export const sharedDatabases = ['ledger', 'content', 'licences', 'stations'] as const
export type SharedDatabase = (typeof sharedDatabases)[number]

/** Role that may read and write the cases of a district. */
export const districtRole = (district: string): string => `district:${district}`
