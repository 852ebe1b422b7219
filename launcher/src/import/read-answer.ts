/** Reads what the server answered, with a sentence for an answer that is not Keep's. */
import type { z } from 'zod';
import { KeepError } from '../keep-error.ts';

export function readAnswer<Answer>(schema: z.ZodType<Answer>, answer: unknown): Answer {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new KeepError('What answers there is not Keep, or another version of it: check --url.');
}
