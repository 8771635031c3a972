import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  base: './',
  // The page's policy allows no data: scripts and the protocol serves files, so nothing is inlined.
  build: { target: 'chrome140', assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 4000 },
})
