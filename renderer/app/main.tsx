import '@fontsource-variable/noto-sans-sc/wght.css'
import '../ui/desk.css'
import '../ui/outcome.css'
import './shell.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'

const root = document.getElementById('desk')
if (root === null) throw new Error('the page has no place for the desk')
createRoot(root).render(
  <StrictMode>
    <App now={() => new Date()} />
  </StrictMode>,
)
