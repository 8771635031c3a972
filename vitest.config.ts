import { defineConfig } from 'vitest/config'

/** Playwright runs these two; vitest everything else. */
const browserTests = ['test/e2e/**', 'test/contract/runtime/**']
const suites = ['contract', 'rules', 'faults', 'model', 'replay', 'sealed', 'sync']

export default defineConfig({
  test: {
    // Two cores are what a build machine has.
    maxWorkers: 2,
    globalSetup: 'test/builders/globalSetup.ts',
    // Modules hold no state: a file that loads them again learns nothing, and loading is a third of the time.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{shared,electron,renderer,runtime,scripts,test}/**/*.test.{ts,tsx}'],
          exclude: [...browserTests, ...suites.map((suite) => `test/${suite}/**`)],
        },
      },
      // Thousands of small cases a test: how long they take on a busy machine is no finding.
      ...suites.map((suite) => ({
        extends: true as const,
        test: { name: suite, testTimeout: 300_000, include: [`test/${suite}/**/*.test.{ts,tsx}`], exclude: browserTests },
      })),
    ],
  },
})
