/** A step that brings a service's database from one schema to the next. */

/** Forward only; `id` counts from 1 without a gap. */
export type Migration = { id: number; name: string; sql: string };
