/** The note that the benchmark writes: with its envelope about 500 bytes as JSON. */

export function noteBody(number: number): { title: string; body: string } {
  return { title: `Note ${number}`, body: `Line ${number} of a list of things to remember.` };
}
