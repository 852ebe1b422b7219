/** Mail that waits in the store: sent at least once, by one process at a time. */
import { newId } from '@keep/service-kit/unique-id';
import { temporaryDirectory } from '@keep/testing/temporary-directory';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type MailMessage, NO_RECIPIENT } from '../../src/domain/mails.ts';
import { makeDeliverMail } from '../../src/use-cases/deliver-mail.ts';
import { type Engine, engines, useEngine } from '../engines.ts';

describe.each(engines)('mail in %s', (_, engine) => {
  useEngine(engine);

  const erase = async () => undefined;
  let repositories: Awaited<ReturnType<Engine['open']>>;
  let now: Date;
  const clock = () => now;
  beforeEach(async () => {
    now = new Date();
    repositories = await engine.open(temporaryDirectory());
  });
  afterEach(() => repositories.store.close());

  async function enqueue(count: number, life = 600_000, to = 'ada@example.org'): Promise<void> {
    const mail = Array.from({ length: count }, () => ({
      id: newId(),
      to,
      subject: 'Hello',
      text: 'Hello\n',
      discardAfter: new Date(now.getTime() + life),
    }));
    const code = {
      id: newId(),
      email: 'ada@example.org',
      purpose: 'sign-up' as const,
      askedBy: newId(),
      subjectId: newId(),
      hash: 'hash',
      createdAt: now,
      expiresAt: now,
    };
    await repositories.codes.issue({ charged: [], window: 1, now, code, mail });
  }

  test('two processes never send the same mail at once', async () => {
    await enqueue(30);
    const sent: string[] = [];
    const send = async ({ id }: MailMessage) => void sent.push(id);
    const deliver = makeDeliverMail({ queue: repositories.mailQueue, mailer: { send, erase }, clock });
    await Promise.all([deliver(), deliver(), deliver()]);
    expect([sent.length, new Set(sent).size]).toEqual([30, 30]);
  });

  test('a mail is claimed by one of many who look at once', async () => {
    await enqueue(30);
    const until = new Date(now.getTime() + 15_000);
    const claims = await Promise.all(Array.from({ length: 10 }, () => repositories.mailQueue.claim(5, now, until)));
    const claimed = claims.flat().map(({ id }) => id);
    expect(claimed).toHaveLength(new Set(claimed).size);
    const rest = await repositories.mailQueue.claim(30, now, until);
    expect(claimed.length + rest.length).toBe(30);
  });

  test('a blank mail is claimed and removed like any other, and never sent', async () => {
    await enqueue(3, 600_000, NO_RECIPIENT);
    const sent: string[] = [];
    const send = async ({ id }: MailMessage) => void sent.push(id);
    await makeDeliverMail({ queue: repositories.mailQueue, mailer: { send, erase }, clock })();
    now = new Date(now.getTime() + 60_000);
    expect(await repositories.mailQueue.claim(10, now, now)).toEqual([]);
    expect(sent).toEqual([]);
  });

  test('mails that nobody takes, however many, keep none of the others waiting', async () => {
    await enqueue(200);
    const refused = new Set<string>();
    const refuse = async ({ id }: MailMessage) => {
      refused.add(id);
      throw new Error('no such mailbox');
    };
    const queue = repositories.mailQueue;
    await expect(makeDeliverMail({ queue, mailer: { send: refuse, erase }, clock })()).rejects.toThrow();
    expect(refused.size).toBe(200);

    now = new Date(now.getTime() + 20_000);
    await enqueue(1);
    const [first] = await queue.claim(1, now, new Date(now.getTime() + 15_000));
    expect(refused).not.toContain(first?.id);
  });

  test('a mail that could not be sent comes again, under the same id, and does not hold back the others', async () => {
    await enqueue(3);
    const sent: string[] = [];
    const tried: string[] = [];
    const send = async ({ id }: MailMessage) => {
      tried.push(id);
      if (tried.length === 1) throw new Error('the mail server is away');
      sent.push(id);
    };
    const deliver = makeDeliverMail({ queue: repositories.mailQueue, mailer: { send, erase }, clock });
    await expect(deliver()).rejects.toThrow('it waits');
    expect(sent).toHaveLength(2);
    await deliver();
    expect(tried).toHaveLength(3);
    now = new Date(now.getTime() + 15_000);
    await deliver();
    expect(sent.at(-1)).toBe(tried[0]);
  });

  test('a mail whose sender died comes again', async () => {
    await enqueue(1);
    const [first] = await repositories.mailQueue.claim(1, now, new Date(now.getTime() + 15_000));
    now = new Date(now.getTime() + 15_000);
    const [again] = await repositories.mailQueue.claim(1, now, new Date(now.getTime() + 15_000));
    expect(again?.id).toBe(first?.id);
  });

  test('a mail that says nothing of use any more is not sent', async () => {
    await enqueue(1, 1_000);
    now = new Date(now.getTime() + 1_001);
    expect(await repositories.mailQueue.claim(1, now, now)).toEqual([]);
  });
});
