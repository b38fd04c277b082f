import { defineConfig, devices } from '@playwright/test';

const {
  JARI_E2E_URL: baseURL = 'http://localhost:3000',
  JARI_E2E_BROWSER: executablePath = '/usr/bin/chromium',
} = process.env;

/**
 * A phone that reads Korean and a desktop that reads English: together, every page in both
 * languages and at both sizes. The phone uses one device pixel per CSS pixel instead of three,
 * because rendering is in software.
 */
export default defineConfig({
  testDir: '.',
  outputDir: '../test-results',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  use: {
    baseURL,
    trace: 'off', // recording doubles the time of every test
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A host name other than localhost without https: an insecure context, as in a local
        // network.
        '--host-resolver-rules=MAP jari.test 127.0.0.1',
      ],
    },
  },
  projects: [
    {
      name: 'ko-phone',
      grepInvert: /@desktop/, // once is enough
      use: {
        ...devices['Pixel 7'],
        viewport: { width: 390, height: 844 },
        deviceScaleFactor: 1,
        locale: 'ko-KR',
      },
    },
    {
      name: 'en-desktop',
      grepInvert: /@phone/,
      // Outages take seconds and read the same in every language, and page weight depends on
      // neither language nor size.
      testIgnore: ['lost-answers.spec.ts', 'page-weight.spec.ts'],
      use: {
        ...devices['Desktop Chrome'],
        viewport: { width: 1280, height: 800 },
        locale: 'en-US',
        colorScheme: 'dark',
      },
    },
  ],
});
