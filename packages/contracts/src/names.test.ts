import { describe, expect, it } from 'vitest';
import { signUpBody, updateMe, createToken } from './auth-http.ts';
import { addUser } from './auth-internal-http.ts';
import { createLabelBody, renameLabelBody } from './labels-http.ts';
import { nameOf, withoutHidden } from './names.ts';

const name = nameOf(100);

describe('a name', () => {
  it.each([
    ['a control character', 'Ada\u0007Lovelace'],
    ['a tab', 'Ada\tLovelace'],
    ['a line break', 'Ada\nLovelace'],
    ['a line separator', 'Ada\u2028Lovelace'],
    ['a C1 control character', 'Ada\u0085Lovelace'],
    ['an override of direction', 'Ada\u202Eecalevol'],
    ['an isolate of direction', '\u2066Ada\u2069'],
    ['a direction mark', 'Ada\u200F'],
    ['only a zero-width space', '\u200B'],
    ['only a soft hyphen', '\u00AD'],
    ['only a Hangul filler', '\u3164'],
    ['only a blank Braille cell', '\u2800'],
    ['only joiners and variation selectors', '\u200D\uFE0F\u200D'],
    ['only tag characters', '\u{E0061}\u{E007F}'],
    ['only a combining mark', '\u0301'],
    ['only space', ' \u00A0\u3000'],
  ])('is refused with %s', (_, text) => {
    expect(name.safeParse(text).success).toBe(false);
  });

  it.each(['Ada', "D'Arcy-O’Neill", 'José', 'Jose\u0301', '李小龍', 'عائشة', 'עדה', '7', '!', '👩‍👩‍👧', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', 'می‌خواهم'])(
    'may be %s',
    text => expect(name.parse(` ${text} `)).toBe(text),
  );

  it('loses what no name may hold', () => {
    expect(withoutHidden('\u202Ework\u0007\u2028')).toBe('work');
    expect(withoutHidden('👩‍👩‍👧')).toBe('👩‍👩‍👧');
  });

  it('is the same rule for people, API tokens and labels', () => {
    const person = { email: 'ada@example.org', password: 'correct horse battery' };
    const named = {
      signUp: (text: string) => signUpBody.safeParse({ ...person, name: text }),
      updateMe: (text: string) => updateMe.body.safeParse({ name: text }),
      addUser: (text: string) => addUser.body.safeParse({ email: person.email, name: text }),
      createToken: (text: string) => createToken.body.safeParse({ name: text, scopes: ['account'], password: 'right' }),
      createLabel: (text: string) => createLabelBody.safeParse({ name: text }),
      renameLabel: (text: string) => renameLabelBody.safeParse({ name: text }),
    };
    for (const [route, parse] of Object.entries(named)) {
      const accepted = ['Ada', 'a\u202Eb', 'a\nb', '\u200B'].map(text => parse(text).success);
      expect([route, ...accepted]).toEqual([route, true, false, false, false]);
    }
  });
});
