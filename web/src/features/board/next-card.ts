/** Which card a key leads to: arrows go by sight, j and k by order. */

/** The id of the card, or undefined where the key leads to none. */
export function cardInDirection(noteId: string, key: string, order: readonly string[]): string | undefined {
  if (key === 'j' || key === 'k') return order[order.indexOf(noteId) + (key === 'j' ? 1 : -1)];
  if (!key.startsWith('Arrow')) return undefined;
  const cards = [...document.querySelectorAll<HTMLElement>('[data-note]')];
  const from = cards.find(({ dataset }) => dataset['note'] === noteId)?.getBoundingClientRect();
  if (!from) return undefined;
  const others = cards.flatMap(card => {
    const distance = distanceTo(from, card.getBoundingClientRect(), key);
    return distance === undefined ? [] : [{ id: card.dataset['note'], distance }];
  });
  return others.toSorted((left, right) => left.distance - right.distance)[0]?.id;
}

/** Undefined for a card that is not in this direction; what lies aside counts three times. */
function distanceTo(from: DOMRect, to: DOMRect, key: string): number | undefined {
  const across = middle(to.left, to.right) - middle(from.left, from.right);
  const down = to.top - from.top;
  const [along, aside] = key === 'ArrowLeft' || key === 'ArrowRight' ? [across, down] : [down, across];
  const ahead = key === 'ArrowRight' || key === 'ArrowDown' ? along : -along;
  return ahead > 4 ? ahead + 3 * Math.abs(aside) : undefined;
}

function middle(start: number, end: number): number {
  return (start + end) / 2;
}
