/** A process that makes load: takes orders over IPC, and answers how many requests a second were answered. */
import { HttpConnection } from '@keep/testing/http-connection';
import { type Answered, type LoadOrder, type LoadResult, scriptOf } from './workload.ts';

/** Every connection asks, waits for the answer, and asks again. A refusal fails the whole run. */
async function run({ url, authorizations, connections, seconds, workload }: LoadOrder): Promise<Answered> {
  const { hostname, port, host } = new URL(url);
  const start = performance.now();
  const until = start + seconds * 1_000;
  let answered = 0;

  async function ask(index: number): Promise<void> {
    const connection = new HttpConnection(hostname, Number(port));
    const script = scriptOf(workload, index);
    const common = `host: ${host}\r\nauthorization: ${authorizations[index % authorizations.length]}\r\n`;
    let last = '';
    while (performance.now() < until) {
      const { method, path, body } = script(last);
      const entity =
        body === undefined
          ? '\r\n'
          : `content-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
      const answer = await connection.send(
        `${method} ${path} HTTP/1.1\r\n${common}${entity}`,
        workload.kind === 'edit',
      );
      if (answer.status >= 300) throw new Error(`${method} ${path} was answered with ${answer.status}.`);
      last = answer.body;
      answered += 1;
    }
    connection.close();
  }

  await Promise.all(Array.from({ length: connections }, (_, index) => ask(index)));
  return { requests: answered, requestsPerSecond: (answered * 1_000) / (performance.now() - start) };
}

process.on('message', (order: LoadOrder) => {
  const reply = (result: LoadResult) => process.send?.(result);
  run(order).then(
    answered => reply(answered),
    (error: unknown) => reply({ failure: error instanceof Error ? error.message : String(error) }),
  );
});
process.on('disconnect', () => process.exit());
