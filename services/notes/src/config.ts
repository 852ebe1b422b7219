/** The environment of notes. */
import { TRASH_DAYS } from '@keep/contracts/notes-http';
import { commonConfig, type Environment, readConfig } from '@keep/service-kit/read-config';
import { z } from 'zod';
import { defaultQuota } from './domain/usage.ts';

/** No URL of the standard: it may name several hosts. */
const mongoUrl = z.string().regex(/^mongodb(\+srv)?:\/\/./, 'must begin with mongodb:// or mongodb+srv://');

const notesConfig = commonConfig.extend({
  /** The MongoDB replica set in which notes has its database; without it, everything is in a file. */
  MONGO_URL: mongoUrl.optional(),
  /** Another one for notes alone. */
  DATABASE_URL: mongoUrl.optional(),
  /** Connections to MongoDB at most, for each process. */
  DATABASE_CONNECTIONS: z.coerce.number().int().min(1).default(50),
  /** How many notes a person may own. */
  NOTES_PER_PERSON: z.coerce.number().int().min(0).default(defaultQuota.notes),
  /** How many bytes the revisions of these may have, as JSON. */
  BYTES_PER_PERSON: z.coerce.number().int().min(0).default(defaultQuota.bytes),
  /** How long a note stays in the trash. */
  TRASH_DAYS: z.coerce.number().min(0).default(TRASH_DAYS),
  /** How often the trash is emptied. */
  TRASH_CHECK_SECONDS: z.coerce.number().min(1).default(3_600),
});
export type NotesConfig = ReturnType<typeof readNotesConfig>;

/** Throws `StartError` that names each faulty variable. */
export function readNotesConfig(environment: Environment) {
  return readConfig(notesConfig, environment);
}
