import * as fc from 'fast-check'

const hex = (digits: number) => fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: digits, maxLength: digits })
const value = fc.oneof(fc.boolean(), fc.double(), fc.string({ maxLength: 402, unit: 'binary' }), fc.constant(null), fc.constantFrom<unknown>({ kind: 'received', originals: 1, copies: 2 }, { kind: 'received', originals: 1 }, { kind: 'to-follow', by: '2026-02-30' }, { kind: 'original-seen', by: 'x' }, { kind: 'original-seen' }, { kind: 'to-follow', by: '2026-02-03' }, { kind: 'shared', from: 'department', source: '公安（样例）', number: '1' }, { kind: 'shared', from: 'elsewhere', source: '', number: '' }, { kind: 'waived', reason: '\\ " \n' }, [], {}))
const number = fc.constantFrom('7KQ2M-A1B2C3-0001', '演练-7KQ2M-A1B2C3-0001', '7KQ2M-A1B2C3-1', '')
const pack = fc.constantFrom<unknown>({ id: 'xiamen-2021', version: '1.0.0', digest: 'ab'.repeat(32) }, { id: 'x', version: 'y'.repeat(401), digest: 'ab'.repeat(32) }, { id: 'x', version: 'y', digest: 'ab' }, {})
const day = fc.constantFrom('2026-03-02', '2026-02-30', '2028-02-29', '')
const text = (most: number) => fc.oneof(fc.constantFrom('', '材料不全（样例）', 'x'.repeat(most), 'x'.repeat(most + 1)), fc.string({ maxLength: 3, unit: 'binary' }))
const facts = fc.dictionary(fc.constantFrom('totalFloorArea', 'x', 'constructor', '__proto__', 'y'.repeat(81)), fc.oneof(fc.boolean(), fc.double(), text(400), fc.constantFrom(null, {})), { maxKeys: 3 })
const acceptance = fc.record({ pack, engine: text(80), assessmentDigest: hex(64), facts, receivedOn: day, acceptedOn: day, promisedOn: fc.oneof(day, fc.constant(null)), workingDays: fc.constantFrom<unknown>(10, 0, -1, 1.5, '3'), items: fc.array(text(80), { maxLength: 3 }) })
const lack = fc.record({ item: text(80), material: text(80), problem: fc.constantFrom('missing', 'unfit', 'x'), requirement: text(100) })
const request = fc.record({ lacks: fc.oneof(fc.array(lack, { maxLength: 2 }), fc.constant([{}])), other: text(600), requestedOn: day, until: day })
const refusal = fc.record({ reason: text(1000), basis: text(500), properWay: text(500), refusedOn: day })
const from = fc.constantFrom('intake', 'accepted', 'nowhere')
const to = (right: string) => fc.constantFrom(right, right, right, 'closed', 'x')
const transition = fc.oneof(
  fc.record({ action: fc.constant('accept'), from, to: to('accepted'), acceptance }),
  fc.record({ action: fc.constant('supplement'), from, to: to('supplementing'), request }),
  fc.record({ action: fc.constant('refuse'), from, to: to('refused'), refusal }),
  fc.record({ action: fc.constant('resubmit'), from, to: to('resubmitted'), receivedOn: day }),
  fc.record({ action: fc.constant('withdraw'), from, to: to('withdrawn'), reason: text(500) }),
  fc.record({ action: fc.constantFrom('suspend', 'take-back'), from, to: to('suspended'), reason: text(500), on: day }),
  fc.record({ action: fc.constant('resume'), from, to: to('accepted'), on: day }),
  fc.record({ action: fc.constant('hand-over'), from, to: to('handed-over'), unit: text(100), reason: text(500), on: day }),
  fc.record({ action: fc.constant('close'), from, to: to('closed'), outcome: fc.constantFrom('granted', 'denied', 'lost'), remark: text(500), on: day }),
)
const what = fc.oneof(
  fc.record({ kind: fc.constant('status.write'), payload: transition, over: fc.array(hex(32), { maxLength: 2 }) }),
  fc.record({ kind: fc.constant('case.opened'), payload: fc.record({ pack, district: text(40) }) }),
  fc.record({ kind: fc.constant('field.write'), payload: fc.record({ path: fc.constantFrom('theme', 'facts.totalFloorArea', 'project.name', 'materials.a/b', 'facts.a b', 'x'), value }), over: fc.array(hex(32), { maxLength: 3 }) }),
  fc.record({ kind: fc.constantFrom('note.added', 'case.opened'), payload: fc.record({ text: fc.string({ maxLength: 2002, unit: 'binary' }) }) }),
  fc.record({ kind: fc.constant('paper.reserved'), payload: fc.record({ paperKind: fc.constantFrom('process-guide', 'nothing'), number }) }),
  fc.record({ kind: fc.constant('paper.rendered'), payload: fc.record({ number, sha256: hex(64), pages: fc.constantFrom(1, 0, 1.5, '1'), page: hex(64) }, { requiredKeys: ['number', 'sha256', 'pages'] }) }),
  fc.record({ kind: fc.constant('paper.delivered'), payload: fc.record({ number, how: fc.constantFrom('saved', 'printed', 'lost') }) }),
  fc.record({ kind: fc.constantFrom('paper.confirmed', 'paper.voided'), payload: fc.record({ number }) }),
)
const envelope = fc.record({
  v: fc.constant(1),
  salt: hex(32),
  stream: hex(24).map((id) => `case:${id}`),
  parents: fc.array(hex(32), { maxLength: 3 }),
  operator: hex(24),
  station: hex(16),
  incarnation: fc.constantFrom('A1B2C3', 'ZZZZZZ'),
  at: fc.date({ min: new Date('2020-01-01'), max: new Date('2035-01-01'), noInvalidDate: true }).map((date) => date.toISOString().replace('Z', '+08:00')),
  clock: fc.constantFrom('ok', 'doubtful'),
})
/** An event as nearly all are, with what a reader must refuse among its values. */
export const anEvent = fc.tuple(envelope, what).map(([around, deed]) => ({ ...around, ...deed }))
/** One thing in it is another. */
export const aSpoiledEvent = fc.tuple(anEvent, fc.constantFrom('v', 'salt', 'stream', 'parents', 'operator', 'station', 'incarnation', 'at', 'clock', 'kind', 'payload', 'over', 'lacks', 'more'), fc.oneof(fc.anything(), fc.constantFrom('case:', '2026-02-29T10:00:00.000+08:00', '2026-04-31T10:00:00.000+08:00', '2026-02-30T10:00:00.000+08:00', '2026-01-05T24:00:00.000+08:00', [], ['x'], 'A1B2CI'))).map(([deed, key, other]): Record<string, unknown> => ({ ...deed, [key]: other }))
