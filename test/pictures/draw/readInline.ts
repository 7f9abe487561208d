/** What stands at a place of a text that has a meaning: how long it is, and what is shown for it. */
export interface Special<Piece> {
  readonly length: number;
  /** A string where it is shown as plain words. */
  readonly shown: string | readonly Piece[];
}

/**
 * Reads a line of markup, piece by piece.
 *
 * @param readSpecial what stands at a place; nothing for a sign without a meaning
 * @param toPiece what plain words become; nothing where there is nothing to see
 */
export function readInline<Piece>(
  text: string,
  readSpecial: (at: number) => Special<Piece> | undefined,
  toPiece: (words: string) => Piece | undefined,
): Piece[] {
  const pieces: Piece[] = [];
  let plain = '';
  let at = 0;
  const put = (more: readonly Piece[]): void => {
    const piece = plain === '' ? undefined : toPiece(plain);
    pieces.push(...(piece === undefined ? [] : [piece]), ...more);
    plain = '';
  };
  while (at < text.length) {
    const { shown, length } = readSpecial(at) ?? { shown: text[at] ?? '', length: 1 };
    if (typeof shown === 'string') plain += shown;
    else put(shown);
    at += length;
  }
  put([]);
  return pieces;
}
