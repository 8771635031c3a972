import { connect } from '../../scripts/server/couch.ts'
import { prepareAccounts, prepareServer } from '../../scripts/server/prepare.ts'
import { type FakeCouch, type FakeOptions, startFakeCouch } from '../fakes/couch/fakeCouch.ts'

/** An office's server over real HTTP, with its databases and accounts. */

export const password = 'for the tests only'
export const admin = { name: 'admin', password }

export async function startOfficeServer(years: readonly number[] = [2026], options: Omit<FakeOptions, 'admin'> = {}): Promise<FakeCouch> {
  const fake = await startFakeCouch({ admin, ...options })
  await prepareServer(connect(fake.url, admin), { districts: ['jimei'], years: [...years] })
  const ofDistrict = ['station', 'district:jimei']
  await prepareAccounts(connect(fake.url, admin), { 'jimei-1': ofDistrict, 'jimei-2': ofDistrict, 'jimei-3': ofDistrict, 'huli-1': ['station', 'district:huli'], retention: ['retention'], publisher: ['publisher'] }, password)
  return fake
}
