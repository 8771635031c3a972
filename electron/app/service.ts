/**
 * The main process beyond its window: the station and everything that needs its code. A bundle of its own, read by
 * `main.ts` once the browser has been told to start, so that the one goes on while the other is read.
 */
export { DeskRefused, openDesk, type DeskService } from '../station/desk.ts'
export { checkInWorker } from '../station/editions/checkEdition.ts'
export { measureRoom } from '../station/diskRoom.ts'
export { startDocuments } from '../station/documents/documents.ts'
export { cupsPrinters } from '../station/printers.ts'
export { reserveBytes } from '../station/reserve.ts'
export { createCipherThread } from '../station/stick/cipherThread.ts'
export { startReadingThread } from '../station/sync/readingThread.ts'
export { announceTo, openDoor } from './ipcDoor.ts'
export { openAgain } from './relaunch.ts'
