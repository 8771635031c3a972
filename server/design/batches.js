// validate_doc_update of databases that hold streams (cases-…, ledger, stations). STREAM_KINDS is replaced by the
// kinds of streams that belong in one. ES5: runs in CouchDB 3 (SpiderMonkey) and in PouchDB. docs/server.md says why.
function (newDoc, oldDoc, userCtx) {
  var roles = userCtx.roles || [];
  var isRetention = roles.indexOf('retention') !== -1;
  var ownKeys = {
    batch: ['v', 'sender', 'hint', 'as', 'events'],
    part: ['v', 'sender', 'as'],
    stub: ['v', 'sender', 'as', 'erased', 'into']
  };
  var largestBatch = isRetention ? { events: 10000, bytes: 4194304 } : { events: 200, bytes: 65536 };

  function forbid(why) {
    throw { forbidden: why };
  }
  function owns(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }
  /** Own keys and inherited ones alike: nothing reaches a reader under a name that is not on the list. */
  function keepTo(keys) {
    for (var key in newDoc) {
      if (key === '_id' || key === '_rev' || key === '_revisions' || (key === '_attachments' && form === 'part')) continue;
      if (keys.indexOf(key) === -1) forbid('unknown field');
    }
    if (owns(newDoc, '__proto__')) forbid('unknown field');
  }
  function utf8Length(text) {
    var length = text.length;
    for (var i = 0; i < text.length; i += 1) {
      var unit = text.charCodeAt(i);
      // A surrogate pair is two units and four bytes.
      if (unit > 0x7f) length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
    }
    return length;
  }
  function checkEvents(events) {
    if (Object.prototype.toString.call(events) !== '[object Array]' || events.length === 0) forbid('no events');
    if (events.length > largestBatch.events) forbid('too many events');
    var bytes = 0;
    for (var i = 0; i < events.length; i += 1) {
      if (typeof events[i] !== 'string') forbid('an event is its canonical text');
      var length = utf8Length(events[i]);
      if (length > 32768) forbid('event too large');
      bytes += length;
    }
    if (bytes > largestBatch.bytes) forbid('batch too large');
  }
  function checkPart(attachments, first, end) {
    var names = [];
    for (var name in attachments) names.push(name);
    if (names.length !== 1 || names[0] !== 'part') forbid('a part has one attachment');
    // PouchDB hands over what was sent, CouchDB the length it received.
    var given = attachments.part;
    var data = typeof given.data === 'string' ? given.data.replace(/=+$/, '') : null;
    var length = typeof given.length === 'number' ? given.length : data === null ? null : Math.floor((data.length * 3) / 4);
    if (length !== null && length !== end - first) forbid('part of another length');
  }

  if (userCtx.name === null || userCtx.name === undefined) throw { unauthorized: 'who is writing?' };
  if (newDoc._deleted) forbid('nothing is deleted; retention writes a stub');
  if (newDoc.sender !== userCtx.name) forbid('sender is not the user');
  if (owns(newDoc, 'as') && !(newDoc.as === 'retention' && isRetention)) forbid('not retention');
  if (newDoc.v !== 1) forbid('unknown version');
  if (!isRetention) {
    if (oldDoc) forbid('a batch never changes');
    // A branch made with new_edits=false has no old document here; a first revision is all that anyone needs.
    if (newDoc._rev && parseInt(newDoc._rev, 10) > 1) forbid('forged revisions');
  }

  var batchId = /^(?:STREAM_KINDS):[0-9a-z-]{1,64}:[0-9a-f]{32}$/;
  var partId = /^(?:STREAM_KINDS):[0-9a-z-]{1,64}:[0-9a-f]{64}:([0-9]{1,9})-([0-9]{1,9})$/;
  var part = partId.exec(newDoc._id);
  var isStub = owns(newDoc, 'erased') || owns(newDoc, 'into');
  if (!part && !batchId.test(newDoc._id)) forbid('not an id of a batch or of a part of a file');
  var form = isStub ? 'stub' : part ? 'part' : 'batch';
  keepTo(ownKeys[form]);
  if (form === 'stub') {
    if (newDoc.as !== 'retention') forbid('only retention writes stubs');
    if (owns(newDoc, 'erased') === owns(newDoc, 'into')) forbid('erased or into');
    if (owns(newDoc, 'erased') && newDoc.erased !== true) forbid('erased or into');
    if (owns(newDoc, 'into') && !(typeof newDoc.into === 'string' && batchId.test(newDoc.into))) forbid('into names no batch');
  } else if (form === 'part') {
    var first = parseInt(part[1], 10);
    var end = parseInt(part[2], 10);
    if (end <= first || end - first > 1048576) forbid('part too large');
    checkPart(newDoc._attachments || {}, first, end);
  } else {
    if (newDoc.hint !== 'open' && newDoc.hint !== 'closed') forbid('hint is open or closed');
    checkEvents(newDoc.events);
  }
}
