import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: '.',
  outputDir: '../../../out/contract/results',
  globalSetup: ['../../builders/globalSetup.ts', './globalSetup.ts'],
  workers: 2,
  timeout: 30_000,
  forbidOnly: true,
  reporter: [['list']],
})
