import { randomUUID } from 'node:crypto';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, openDevice, signInIn, signUpIn } from './browser.ts';

describe.skipIf(!hasBrowser)('a person without the server', () => {
  const dataDir = temporaryDirectory();
  let keep: StartedKeep;
  let browser: Browser;
  beforeAll(async () => {
    [keep, browser] = await Promise.all([startKeep({ dataDir }), launchBrowser()]);
  });
  afterAll(() => Promise.all([browser?.close(), keep?.stop()]));

  /** On the same port, so that it is the same site. */
  async function startAgain(): Promise<void> {
    keep = await startKeep({ dataDir, env: { KEEP_PORT: new URL(keep.url).port } });
  }

  async function write(page: Page, title: string, text: string): Promise<void> {
    await page.getByRole('button', { name: 'Write a note…' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill(title);
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill(text);
    await page.getByRole('button', { name: 'Done' }).click();
  }

  it('opens the client, reads, writes and edits; all of it is sent when the server is back (trap 7)', async () => {
    const email = `${randomUUID()}@example.com`;
    const device = await openDevice(browser, keep.url);
    const { page, faults } = device;
    await signUpIn(device, email);
    await write(page, 'Before', 'written with a server');
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();
    // The client is on the device once the service worker is in charge.
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));

    await keep.stop();
    await page.reload();
    await page.getByRole('listitem', { name: 'Before' }).click();
    await page.getByRole('textbox', { name: 'Note', exact: true }).pressSequentially(', edited without');
    await page.getByRole('button', { name: 'Done' }).click();
    await write(page, 'Meanwhile', 'made without a server');
    await page.getByText('Offline · 2 waiting').waitFor();
    // The tab is closed, and nothing is lost by it.
    await page.close();
    const second = await device.context.newPage();
    await second.goto('/');
    await second.getByRole('listitem', { name: 'Meanwhile' }).getByText('made without a server').waitFor();

    await startAgain();
    await second.getByRole('status').getByText('Saved', { exact: true }).waitFor({ timeout: 60_000 });
    const other = await openDevice(browser, keep.url);
    await signInIn(other, email);
    await other.page.getByRole('listitem', { name: 'Meanwhile' }).getByText('made without a server').waitFor();
    await other.page
      .getByRole('listitem', { name: 'Before' })
      .getByText('written with a server, edited without')
      .waitFor();
    expect(await other.page.getByRole('listitem').count()).toBe(2);
    expect([...faults, ...other.faults]).toEqual([]);
  });
});
