/** What lies in a service's database, as an operator looks into it. */
import type { StartedKeep } from '@keep/testing/start-keep';

/** The rows of a query; at most 1,000. */
export async function lookInto<Row extends object>(keep: StartedKeep, service: string, query: string): Promise<Row[]> {
  const { code, stdout, stderr } = await keep.keep('sql', service, query, '--json');
  if (code !== 0) throw new Error(`${query}: ${stderr}`);
  return JSON.parse(stdout) as Row[];
}

/** The types of the events of a person that the broker's log holds, in its order. */
export async function loggedOf(keep: StartedKeep, userId: string): Promise<string[]> {
  const query = `SELECT json_extract(event, '$.type') AS type FROM events WHERE subject LIKE 'keep.%.${userId}.%' ORDER BY sequence`;
  return (await lookInto<{ type: string }>(keep, 'broker', query)).map(({ type }) => type);
}

/** Where the erasure of a person stands, by auth's own record. */
export async function erasureOf(keep: StartedKeep, userId: string): Promise<string | undefined> {
  const query = `SELECT state FROM deletions WHERE user_id = '${userId}'`;
  return (await lookInto<{ state: string }>(keep, 'auth', query))[0]?.state;
}
