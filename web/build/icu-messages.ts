/** Parses the messages of `src/messages/*.json` at build: the browser loads syntax trees, and no parser. */
import { isLiteralElement, parse } from '@formatjs/icu-messageformat-parser';
import type { Plugin } from 'vite';

const FILE = /\/src\/messages\/[a-z]{2}\.json$/;

/** A message without arguments stays a string. Throws where a message is not ICU. */
function compiled(key: string, text: string): unknown {
  try {
    const tree = parse(text, { shouldParseSkeletons: true, captureLocation: false });
    const [first, ...rest] = tree;
    return first && rest.length === 0 && isLiteralElement(first) ? first.value : tree;
  } catch (cause) {
    throw new Error(`The message ${key} is not ICU: ${text}`, { cause });
  }
}

export function icuMessages(): Plugin {
  return {
    name: 'icu-messages',
    enforce: 'pre',
    transform(code, id) {
      if (!FILE.test(id)) return undefined;
      const texts = JSON.parse(code) as Record<string, string>;
      return {
        code: JSON.stringify(
          Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, compiled(key, text)])),
        ),
        map: null,
      };
    },
  };
}
