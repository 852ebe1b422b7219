/** `keys rotate`: promotes the next signing key, without one failed request. */
import { rotateKeys } from '@keep/contracts/auth-internal-http';
import { authOf } from './auth-of.ts';
import { type Command, misuse, print } from './command.ts';
import { readArguments } from './read-arguments.ts';

export const keys: Command = {
  name: 'keys',
  usage: 'rotate',
  summary: 'sign access tokens with the next key, and publish the one after it',
  async run(argv, io) {
    const [action] = readArguments(keys, argv, {}, [1, 1]).positionals;
    if (action !== 'rotate') throw misuse(keys, `There is no keys ${action}.`);
    const { signingKeyId, nextKeyId } = await (await authOf(io)).call(rotateKeys);
    print(io, `The key ${signingKeyId} signs from now on; ${nextKeyId} is published as the next one.`);
    return 0;
  },
};
