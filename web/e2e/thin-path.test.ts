import { randomUUID } from 'node:crypto';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, launchBrowser, openDevice, signInIn, signUpIn } from './browser.ts';

describe.skipIf(!hasBrowser).each(['services', 'one'] as const)('a newcomer with a browser, in shape %s', shape => {
  let keep: StartedKeep;
  let browser: Browser;
  beforeAll(async () => {
    [keep, browser] = await Promise.all([startKeep({ shape }), launchBrowser()]);
  });
  afterAll(() => Promise.all([browser?.close(), keep?.stop()]));

  it('signs up, writes a note, and finds it after a reload and on another device', async () => {
    const email = `${randomUUID()}@example.com`;
    const { page, faults, context } = await openDevice(browser, keep.url);
    await signUpIn({ page, faults, context }, email);
    await page.getByRole('button', { name: 'Write a note…' }).click();
    await page.getByRole('textbox', { name: 'Title' }).fill('Groceries');
    await page.getByRole('textbox', { name: 'Note', exact: true }).fill('Milk and bread');
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('status').getByText('Saved', { exact: true }).waitFor();

    await page.reload();
    await page.getByRole('listitem', { name: 'Groceries' }).getByText('Milk and bread').waitFor();
    expect(faults).toEqual([]);

    const other = await openDevice(browser, keep.url, 'phone');
    await signInIn(other, email);
    await other.page.getByRole('listitem', { name: 'Groceries' }).getByText('Milk and bread').waitFor();
    expect(other.faults).toEqual([]);
  });

  it('loads at most 200 KB before the first page is there', async () => {
    const { page, context } = await openDevice(browser, keep.url);
    await page.getByRole('heading', { name: 'Sign in to Keep' }).waitFor();
    const bytes = await page.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter((entry): entry is PerformanceResourceTiming => entry instanceof PerformanceResourceTiming)
        .filter(({ name }) => !name.includes('/api/') && !name.endsWith('/sw.js'))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    );
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThan(200_000);
    await context.close();
  });

  it('is told at the field what is wrong with a password', async () => {
    const { page } = await openDevice(browser, keep.url);
    await page.getByRole('link', { name: 'Create an account' }).click();
    await page.getByLabel('Your name').fill('Mira');
    await page.getByLabel('E-mail').fill(`${randomUUID()}@example.com`);
    await page.getByLabel('Password', { exact: true }).fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Password', { exact: true }).getAttribute('aria-invalid')).toBe('true');
  });
});
