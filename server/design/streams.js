// Map of the view `streams`: one row for each batch, 1 where its sender took the stream for closed. With _sum and
// group=true, 0 is a stream that nobody has called closed. A hint: what a stream is, its events say.
function (doc) {
  if (doc.events && (doc.hint === 'open' || doc.hint === 'closed')) {
    emit(doc._id.slice(0, doc._id.lastIndexOf(':')), doc.hint === 'closed' ? 1 : 0);
  }
}
