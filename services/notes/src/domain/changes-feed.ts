/** A person's changes feed: as far as a reader has been told, and whether it can go on from there. */

/** What a reader has been told. Every number is one of the person's change counter. */
export type FeedPlace = {
  /** Every change up to this one. */
  seq: number;
  /** Where the counter stood when the reader began: of what was gone by then they were never told. */
  began: number;
  /** The last change of labels. */
  labels: number;
};

/** Where the feed itself stands. */
export type FeedState = {
  count: number;
  /** The last change of labels. */
  labels: number;
  /** Of notes that were gone by then, some are forgotten. */
  floor: number;
};

/** Of a reader who has been told nothing yet, not even that there are no labels. */
export function beginningOf({ count }: FeedState): FeedPlace {
  return { seq: 0, began: count, labels: -1 };
}

/** Gone notes that are later than this must be told. */
export function knownGoneUntil({ seq, began }: FeedPlace): number {
  return Math.max(seq, began);
}

/** False where something gone may be forgotten that the reader has, and for a place that this store never gave. */
export function canGoOn(place: FeedPlace, { count, floor }: FeedState): boolean {
  const known = knownGoneUntil(place);
  return floor <= known && known <= count;
}

/** After a page that ended with the change `last`, or with all there is. */
export function nextPlace({ began }: FeedPlace, { count, labels }: FeedState, last: number | undefined): FeedPlace {
  return { seq: last ?? count, began, labels };
}
