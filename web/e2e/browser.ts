/** A real Chromium for the tests, and people in it. */
import { findProgram } from '@keep/testing/find-program';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]; // prettier-ignore

const executablePath = findProgram('chromium');

/** Whether browser tests can run. In CI a missing Chromium is a failure: the launch says so. */
export const hasBrowser = executablePath !== undefined || process.env['CI'] === 'true';
if (!hasBrowser) process.stderr.write('Browser tests are skipped: there is no chromium on the PATH.\n');

export function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  if (executablePath === undefined) throw new Error('Browser tests need chromium on the PATH.');
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags] });
}

export type Screen = 'phone' | 'desktop';
const SIZES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } };

/** A browser of one person: what it stores is apart from all others. `faults` collects errors of the page's own. */
export type Device = { context: BrowserContext; page: Page; faults: string[] };

export async function openDevice(browser: Browser, url: string, screen: Screen = 'desktop'): Promise<Device> {
  const context = await browser.newContext({
    baseURL: url,
    viewport: SIZES[screen],
    ...(screen === 'phone' && { hasTouch: true, isMobile: true }),
  });
  const faults: string[] = [];
  const page = await context.newPage();
  watchFaults(page, faults);
  await page.goto('/');
  return { context, page, faults };
}

/** Errors that are no answer of the server: exceptions, and what the content security policy refused. */
export function watchFaults(page: Page, faults: string[]): void {
  page.on('pageerror', error => faults.push(error.message));
  page.on('console', message => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
}

export const PASSWORD = 'correct horse battery staple';

/** Makes an account in the interface, as a person would. */
export async function signUpIn({ page }: Device, email: string, name = 'Mira'): Promise<void> {
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.getByRole('banner').waitFor();
}

export async function signInIn({ page }: Device, email: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('banner').waitFor();
}
