/** What the doctor found out about one thing. */
export type Finding = {
  what: string;
  state: 'ok' | 'warn' | 'fail';
  detail: string;
  /** What to do about it. */
  remedy?: string;
};
