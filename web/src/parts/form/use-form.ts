/** A form that is sent to the server: what it waits for, and what was wrong with it. */
import { type FormEvent, useState } from 'react';
import { ApiProblem, NoAnswer } from '../../data/api-problem.ts';
import { t } from '../../messages/messages.ts';

export type Faults = { form?: string; fields: Record<string, string> };

const NONE: Faults = { fields: {} };

/** `send` is given the form's values by name. */
export function useForm(send: (values: Record<string, string>) => Promise<void>) {
  const [isSending, setSending] = useState(false);
  const [faults, setFaults] = useState(NONE);

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    if (isSending) return;
    const values = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    setSending(true);
    setFaults(NONE);
    await send(values)
      .catch((error: unknown) => setFaults(faultsOf(error)))
      .finally(() => setSending(false));
  }

  return { isSending, faults, submit };
}

function faultsOf(error: unknown): Faults {
  if (error instanceof NoAnswer) return { form: t('door.noAnswer'), fields: {} };
  if (!(error instanceof ApiProblem)) throw error;
  const { errors = [], detail, title } = error.problem;
  if (errors.length === 0) return { form: detail ?? title, fields: {} };
  return { fields: Object.fromEntries(errors.map(({ pointer, detail: fault }) => [pointer.slice(1), fault])) };
}
