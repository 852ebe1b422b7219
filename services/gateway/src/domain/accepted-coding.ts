/** Which content codings a client takes (RFC 9110, 12.5.3). */

/** Whether `header`, an `Accept-Encoding`, names `coding` with a weight above zero. A `*` names nothing. */
export function acceptsCoding(header: string | string[] | undefined, coding: string): boolean {
  if (typeof header !== 'string' || !header.toLowerCase().includes(coding)) return false;
  return header.split(',').some(part => {
    const [name = '', ...parameters] = part.split(';').map(piece => piece.trim().toLowerCase());
    return name === coding && !parameters.some(parameter => /^q\s*=\s*0(\.0*)?$/.test(parameter));
  });
}
