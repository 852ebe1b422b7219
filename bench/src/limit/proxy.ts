/** The limit's gateway as a process: plain `node:http` that sends each request on, and its answer back. */
import { Agent, createServer, request as send } from 'node:http';
import { listenAndTell } from './listen-and-tell.ts';

const [port = ''] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true });

const server = createServer((request, response) => {
  const { method, url, headers } = request;
  const onward = send({ host: '127.0.0.1', port, method, path: url, headers, agent }, answer => {
    response.writeHead(answer.statusCode ?? 500, answer.headers);
    answer.pipe(response);
  });
  onward.once('error', () => response.destroy());
  request.pipe(onward);
});
listenAndTell(server);
