/** Corners of an area on a picture as text: `12.5,40 30,40 30,62.1`, percent from the left and from the top. */

/** Thousandths, or null when the text is no list of corners. */
export function readCorners(text: string): number[][] | null {
  const found: number[][] = [];
  for (const part of text.trim().split(/[\s;；]+/)) {
    if (part === '') continue;
    const pair = part.split(/[,，]/).map(permille);
    if (pair.length !== 2 || pair.includes(null)) return null;
    found.push(pair as number[]);
  }
  return found;
}

export const writeCorners = (area: number[][]): string => area.map((corner) => corner.map((n) => n / 10).join(',')).join(' ');

function permille(text: string): number | null {
  return /^\d{1,3}(\.\d)?$/.test(text) && Number(text) <= 100 ? Math.round(Number(text) * 10) : null;
}
