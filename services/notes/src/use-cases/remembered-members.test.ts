import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withoutMembers } from './remembered-members.ts';

it('leaves out the members and nothing else, whatever anybody is called and writes', () => {
  const text = fc.oneof(fc.string(), fc.constantFrom('"members":[{"email":"x"}]', 'members":[', ']', '\\"', '"'));
  fc.assert(
    fc.property(text, text, text, (title, body, name) => {
      const note = { title, body, members: [{ email: 'ada@example.com', name }, { email: name }], updatedBy: title };
      const { text: remembered } = withoutMembers({ status: 200, text: JSON.stringify(note) });
      expect(JSON.parse(remembered ?? '')).toEqual({ ...note, members: [] });
    }),
  );
});
