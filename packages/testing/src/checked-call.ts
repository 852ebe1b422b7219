/** `call` for acceptance tests: every answer must be what the API document says. */
import { checkAnswer } from './api-check.ts';
import { call, type CallOptions, type Reply } from './call.ts';

/** As `call`; throws where the answer's status, headers or body are not in the document. */
export async function checkedCall(baseUrl: string, target: string, options?: CallOptions): Promise<Reply> {
  const reply = await call(baseUrl, target, options);
  const [method = 'GET', path = '/'] = target.split(' ');
  checkAnswer(method, path, reply);
  return reply;
}
