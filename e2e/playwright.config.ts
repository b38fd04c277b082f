import { defineConfig, devices } from '@playwright/test';
import { notOnDesktop, notOnPhone } from './projects.ts';

const {
  JARI_E2E_URL: baseURL = 'http://localhost:3000',
  JARI_E2E_BROWSER: executablePath = '/usr/bin/chromium',
} = process.env;

// Chromium builds the address bar's popups as pages of their own for each window, at two thirds of
// a window's cost.
const barFeatures = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];
// Chromium obeys only the last `--disable-features`: these are the ones of Playwright's list that
// tests depend on.
const playwrightFeatures = [
  'AimEnabled',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

const phone = {
  ...devices['Pixel 7'],
  viewport: { width: 390, height: 844 },
  // instead of 2.6: pages are painted in software, and no test compares pixels
  deviceScaleFactor: 1,
  locale: 'ko-KR',
};

/**
 * A phone that reads Korean in the light theme, and a desktop that reads English in the dark one. A
 * test whose guarantee depends on size or language runs in both; the others run once, by
 * e2e/projects.ts or by a tag.
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
        `--disable-features=${[...barFeatures, ...playwrightFeatures].join(',')}`,
        // A host name other than localhost without https is an insecure context, as in a local
        // network.
        '--host-resolver-rules=MAP jari.test 127.0.0.1',
      ],
    },
  },
  projects: [
    {
      // First, since the pages of an administrator grow with the data of other tests.
      name: 'weight',
      testMatch: 'page-weight.spec.ts',
      use: phone,
    },
    {
      name: 'ko-phone',
      testIgnore: 'page-weight.spec.ts',
      grepInvert: notOnPhone,
      use: phone,
    },
    {
      name: 'en-desktop',
      grepInvert: notOnDesktop,
      use: {
        ...devices['Desktop Chrome'],
        viewport: { width: 1280, height: 800 },
        locale: 'en-US',
        colorScheme: 'dark',
      },
    },
  ],
});
