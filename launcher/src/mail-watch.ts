/** Notices each mail that auth writes as a file where there is no mail server. */
import { existsSync, mkdirSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Calls `onMail` with the path of each new `.eml` file; answers how to stop. */
export function watchMail(mailDir: string, onMail: (path: string) => void): () => void {
  mkdirSync(mailDir, { recursive: true, mode: 0o700 });
  const seen = new Set(readdirSync(mailDir));
  const watcher = watch(mailDir, (_, name) => {
    if (!name?.endsWith('.eml') || seen.has(name) || !existsSync(join(mailDir, name))) return;
    seen.add(name);
    onMail(join(mailDir, name));
  });
  return () => watcher.close();
}
