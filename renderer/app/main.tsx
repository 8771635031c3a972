import '../ui/desk.css'
import '../ui/outcome.css'
import './shell.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { findDesk } from './deskClient.ts'
import { openStation, type Opened } from './openStation.ts'

/** Until then nothing is drawn; after it, that the station is being opened. */
const patienceMs = 300

const root = document.getElementById('desk')
if (root === null) throw new Error('the page has no place for the desk')
const desk = findDesk()

// What a start asks is mostly answered when this script has been read: the first thing drawn is then the first screen.
const opening = desk === null ? Promise.resolve(null) : openStation(desk).catch(() => null)
const late = new Promise<null>((resolve) => setTimeout(resolve, patienceMs, null))

function draw(at: HTMLElement, first: Opened | null): void {
  createRoot(at).render(
    <StrictMode>
      <App desk={desk} first={first} now={() => new Date()} />
    </StrictMode>,
  )
}
void Promise.race([opening, late]).then((first) => draw(root, first))
