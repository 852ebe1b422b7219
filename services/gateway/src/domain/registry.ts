/** Where the replicas of each service are, as the launcher writes it and operators set it. */
import { z } from 'zod';

/** `{"notes": ["http://127.0.0.1:4101", ...]}`. */
export const registrySchema = z.record(z.string(), z.array(z.url({ protocol: /^https?$/ })));
