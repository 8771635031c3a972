import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  outputDir: 'out/test-results',
  globalSetup: './test/builders/globalSetup.ts',
  // Each test has its own data folder, so that files may run side by side on the two cores of a build machine.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  retries: 0,
  // A busy machine is no finding: these end only what hangs.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  reporter: [['list']],
})
