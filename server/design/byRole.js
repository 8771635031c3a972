// validate_doc_update of databases that one role writes and others read. WRITER is replaced by the role, ID by the form
// of its ids. ES5: runs in CouchDB 3 (SpiderMonkey) and in PouchDB. docs/server.md says why.
function (newDoc, oldDoc, userCtx) {
  function forbid(why) {
    throw { forbidden: why };
  }
  if (userCtx.name === null || userCtx.name === undefined) throw { unauthorized: 'who is writing?' };
  if ((userCtx.roles || []).indexOf('WRITER') === -1) forbid('only the role WRITER writes here');
  if (newDoc._deleted) forbid('nothing is deleted; a newer document says what is in force');
  if (!/ID/.test(newDoc._id)) forbid('not an id of this database');
  if (newDoc.sender !== userCtx.name) forbid('sender is not the user');
  // What is named by its digest is written once.
  if (oldDoc && /^pack:/.test(newDoc._id)) forbid('a pack never changes');
}
