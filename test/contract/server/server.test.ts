import { afterAll, beforeAll, describe } from 'vitest'
import { attackTests } from './attacks.ts'
import { type Office, openOffice, serverKinds } from './peers.ts'
import { protocolTests } from './protocol.ts'

describe.each(serverKinds)('$name', (kind) => {
  let office: Office
  beforeAll(async () => {
    office = await openOffice(kind)
  }, 60_000)
  afterAll(() => office.close())
  protocolTests(() => office)
  attackTests(() => office)
})
