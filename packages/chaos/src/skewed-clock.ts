/**
 * Puts the clock of a process wrong: preloaded by `node --import`, as `NOTES_NODE_OPTIONS` does for notes alone. It shifts
 * what `Date` says by `CLOCK_SKEW_MS`; timers and `performance.now()` run on, as they do when a real clock is wrong.
 */
const skew = Number(process.env['CLOCK_SKEW_MS'] ?? 0);
const now = () => RightDate.now() + skew;
const RightDate = Date;

globalThis.Date = new Proxy(RightDate, {
  construct: (date, given: unknown[], newTarget) =>
    Reflect.construct(date, given.length === 0 ? [now()] : given, newTarget) as Date,
  get: (date, name) => (name === 'now' ? now : (Reflect.get(date, name) as unknown)),
});
