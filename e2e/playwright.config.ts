import { defineConfig, devices } from '@playwright/test';
import { notOnDesktop, notOnPhone } from './projects.ts';

const {
  JARI_E2E_URL: baseURL = 'http://localhost:3000',
  JARI_E2E_BROWSER: executablePath = '/usr/bin/chromium',
} = process.env;

// The address bar's popups are separate pages, which take two thirds of each window's CPU time.
const barFeatures = ['WebUIOmniboxPopup', 'WebUIOmniboxAimPopup', 'WebUIOmniboxFullPopup'];
// Chromium obeys only the last `--disable-features`, so this list repeats those features of
// Playwright's list that affect tests.
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
  // The device's own scale factor of 2.6 slows down software painting, and no test compares pixels.
  deviceScaleFactor: 1,
  locale: 'ko-KR',
};

/**
 * The phone project uses Korean and the light theme; the desktop project uses English and the dark
 * theme. A test whose guarantee depends on size or language runs in both projects. Every other test
 * runs in only one project, which `projects.ts` or a tag selects.
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
    trace: 'off', // traces double the time of every test
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
        // Under a name other than localhost, plain HTTP is an insecure context, as in a local
        // network.
        '--host-resolver-rules=MAP jari.test 127.0.0.1',
      ],
    },
  },
  projects: [
    {
      // This project runs first, because administrator pages grow with the data of other tests.
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
