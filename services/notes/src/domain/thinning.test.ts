import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outdated, type RevisionMark } from './thinning.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const start = Date.parse('2020-01-01T00:00:00Z');

const mark = (revision: number, time: number, editedBy = 'ada'): RevisionMark => ({
  revision,
  editedBy,
  editedAt: new Date(time).toISOString(),
});

/** Thinned until nothing more is due. Newest first, before and after. */
function thinned(marks: readonly RevisionMark[], now: number): RevisionMark[] {
  const gone = new Set(outdated(marks, new Date(now)));
  return gone.size === 0
    ? [...marks]
    : thinned(
        marks.filter(({ revision }) => !gone.has(revision)),
        now,
      );
}

/** A life: edits with pauses between them, by whoever. Newest first. */
const life = fc
  .array(
    fc.record({
      pause: fc.oneof(fc.integer({ max: 2 * HOUR, min: 0 }), fc.integer({ max: 20 * DAY, min: 0 })),
      editedBy: fc.constantFrom('ada', 'ada', 'ada', 'ada', 'eve'),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map(edits => {
    let time = start;
    return edits.map(({ pause, editedBy }, index) => mark(index + 1, (time += pause), editedBy)).toReversed();
  });
const timeOf = ({ editedAt }: RevisionMark) => Date.parse(editedAt);
const newestTime = ([newest]: readonly RevisionMark[]) => (newest ? timeOf(newest) : start);

describe('thinning', () => {
  it('never gives up the first, the newest, one of the last hour, or what somebody else’s edit replaced', () => {
    fc.assert(
      fc.property(life, fc.integer({ min: 0, max: 60 * DAY }), (marks, later) => {
        const now = newestTime(marks) + later;
        const kept = new Set(thinned(marks, now));
        for (const [index, each] of marks.entries()) {
          const next = marks[index - 1];
          const isKeptForEver =
            each.revision === 1 || !next || next.editedBy !== each.editedBy || now - timeOf(each) < HOUR;
          if (isKeptForEver) expect(kept).toContain(each);
        }
      }),
    );
  });

  it('keeps one of every week, of every day of the last month, and of every hour of the last day', () => {
    fc.assert(
      fc.property(life, fc.integer({ min: 0, max: 60 * DAY }), (marks, later) => {
        const now = newestTime(marks) + later;
        const kept = thinned(marks, now).map(timeOf);
        const spanAt = (age: number) => (age < DAY ? HOUR : age < 30 * DAY ? DAY : 7 * DAY);
        for (const time of marks.map(timeOf)) {
          const span = spanAt(now - time);
          const isSameSpan = (other: number) => other >= time && Math.floor(other / span) === Math.floor(time / span);
          expect(kept.some(isSameSpan)).toBe(true);
        }
      }),
    );
  });

  it('comes to the same whether it is done often or once', () => {
    fc.assert(
      fc.property(life, fc.array(fc.nat(60 * DAY), { maxLength: 5 }), (marks, moments) => {
        const times = moments.map(each => newestTime(marks) + each).sort((left, right) => left - right);
        const often = times.reduce((kept, now) => thinned(kept, now), marks);
        expect(often).toEqual(thinned(marks, times.at(-1) ?? 0));
      }),
    );
  });

  it('is done when it is done', () => {
    fc.assert(
      fc.property(life, fc.nat(60 * DAY), (marks, later) => {
        const now = newestTime(marks) + later;
        expect(outdated(thinned(marks, now), new Date(now))).toEqual([]);
      }),
    );
  });

  it('keeps a merge, and what of the edit gave way in it', () => {
    const marks = [mark(5, start + 4), mark(4, start + 3), mark(3, start + 3), mark(2, start + 2), mark(1, start)];
    expect(thinned(marks, start + 60 * DAY).map(({ revision }) => revision)).toEqual([5, 4, 3, 1]);
  });

  it('keeps fewer than 650 of a note that is edited every minute for ten years', () => {
    const MINUTES_OF_DAY = 1_440;
    const last = 3_650 * MINUTES_OF_DAY;
    const marks = Array.from({ length: last }, (_, index) => last - index)
      // Of every hour but the latest, what came before its last minute is long given up, whenever that was done.
      .filter(minute => last - minute < 2 * MINUTES_OF_DAY || minute % 60 === 59)
      .map(minute => mark(minute, start + minute * MINUTE));
    const kept = thinned(marks, start + last * MINUTE);
    expect(kept.length).toBeLessThan(1 + 60 + 25 + 32 + 525);
    expect(kept.length).toBeGreaterThan(60 + 22 + 28 + 510);
  });
});
