import { randomUUID } from 'node:crypto';
import { type StartedKeep, startKeep } from '@keep/testing/start-keep';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Device, hasBrowser, launchBrowser, openDevice, signUpIn } from './browser.ts';

describe.skipIf(!hasBrowser)('two people with one list', () => {
  let keep: StartedKeep;
  let browser: Browser;
  beforeAll(async () => {
    [keep, browser] = await Promise.all([startKeep(), launchBrowser()]);
  });
  afterAll(() => Promise.all([browser?.close(), keep?.stop()]));

  async function newcomer(name: string): Promise<Device & { email: string }> {
    const email = `${randomUUID()}@example.com`;
    const device = await openDevice(browser, keep.url);
    await signUpIn(device, email, name);
    return { ...device, email };
  }

  const itemBox = (page: Page, text: string) =>
    page
      .getByRole('list', { name: 'Items' })
      .getByRole('listitem')
      .filter({ has: page.getByRole('checkbox', { name: text }) });

  it('invite and accept, tick and write at the same time, and see what the other did', async () => {
    const [ana, ben] = await Promise.all([newcomer('Ana'), newcomer('Ben')]);
    await ana.page.getByRole('button', { name: 'New list' }).first().click();
    await ana.page.getByRole('textbox', { name: 'Title' }).fill('Groceries');
    await ana.page.getByRole('button', { name: 'Item', exact: true }).click();
    await ana.page.keyboard.type('Milk');
    await ana.page.keyboard.press('Enter');
    await ana.page.keyboard.type('Bread');
    await ana.page.getByRole('status').getByText('Saved', { exact: true }).first().waitFor();

    await ana.page.getByRole('dialog').getByRole('button', { name: 'Share' }).click();
    await ana.page.getByRole('textbox', { name: 'E-mail address' }).fill(ben.email);
    await ana.page.getByRole('button', { name: 'Invite' }).click();
    await ana.page.getByText('Invited, not accepted yet').waitFor();
    await ana.page.keyboard.press('Escape');

    // Nothing of the list is on Ben's board before he accepts it.
    await ben.page.getByRole('link', { name: /Shared with me/ }).click();
    await ben.page.getByRole('button', { name: 'Accept' }).waitFor();
    expect(await ben.page.getByRole('checkbox', { name: 'Milk' }).count()).toBe(0);
    await ben.page.getByRole('button', { name: 'Accept' }).click();
    await ben.page.getByRole('listitem', { name: 'Groceries' }).click();

    // Both write in it now, and Ana's text stays where she types it.
    await ana.page.getByRole('button', { name: 'Item', exact: true }).click();
    await ana.page.keyboard.type('Cof');
    await itemBox(ben.page, 'Milk').getByRole('checkbox').click();
    await ana.page.getByRole('dialog').getByRole('button', { name: '1 ticked item' }).waitFor();
    await ana.page.keyboard.type('fee');
    await itemBox(ben.page, 'Coffee').waitFor();
    expect(await itemBox(ana.page, 'Coffee').getByRole('textbox').inputValue()).toBe('Coffee');
    expect([...ana.faults, ...ben.faults]).toEqual([]);
  });
});
