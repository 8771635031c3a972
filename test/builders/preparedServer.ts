import { connect } from '../../scripts/server/couch.ts'
import { prepareAccounts, prepareServer } from '../../scripts/server/prepare.ts'
import { type FakeCouch, type FakeOptions, startFakeCouch } from '../fakes/couch/fakeCouch.ts'

/** An office's server over real HTTP, with its databases and accounts. */

export const password = 'for the tests only'
export const admin = { name: 'admin', password }

export async function startOfficeServer(years: readonly number[] = [2026], options: Omit<FakeOptions, 'admin'> = {}): Promise<FakeCouch> {
  const fake = await startFakeCouch({ admin, ...options })
  await prepareOffice(fake.url, years)
  return fake
}

/** Databases of one district, and accounts of its stations, of one from elsewhere, of retention and of the publisher. */
export async function prepareOffice(url: string, years: readonly number[] = [2026]): Promise<void> {
  const couch = connect(url, admin)
  await prepareServer(couch, { districts: ['jimei'], years: [...years] })
  const ofDistrict = ['station', 'district:jimei']
  await prepareAccounts(couch, { 'jimei-1': ofDistrict, 'jimei-2': ofDistrict, 'jimei-3': ofDistrict, 'huli-1': ['station', 'district:huli'], retention: ['retention'], publisher: ['publisher'] }, password)
}
