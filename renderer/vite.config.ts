import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Chunks with what an answer runs through. */
const answering = new Set(['IntakeDesk', 'OutcomeColumn', 'OutcomeList', 'assess', 'rehearsal'])

export default defineConfig({
  plugins: [react()],
  base: './',
  build: {
    target: 'chrome140',
    // The page's policy allows no data: scripts and the protocol serves files, so nothing is inlined.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 4000,
    // A file costs its way through the protocol: what a start needs is one, what nearly every later screen needs another.
    rolldownOptions: {
      output: {
        // V8 would compile each function when it is first called, which is when a clerk waits for the first answers.
        postBanner: ({ name }) => (answering.has(name) ? '//# allFunctionsCalledOnLoad' : ''),
        codeSplitting: {
          groups: [
            { name: 'start', tags: ['$initial'], priority: 2 },
            { name: 'controls', test: /node_modules\/(antd|@rc-component|@ant-design)\//, priority: 1 },
          ],
        },
      },
    },
  },
})
