/** The environment of notes. */
import { commonConfig, type Environment, readConfig } from '@keep/service-kit/read-config';
import { z } from 'zod';

const notesConfig = commonConfig.extend({
  /** How long a note stays in the trash. */
  TRASH_DAYS: z.coerce.number().min(0).default(30),
  /** How often the trash is emptied. */
  TRASH_CHECK_SECONDS: z.coerce.number().min(1).default(3_600),
});
export type NotesConfig = ReturnType<typeof readNotesConfig>;

/** Throws `StartError` that names each faulty variable. */
export function readNotesConfig(environment: Environment) {
  return readConfig(notesConfig, environment);
}
