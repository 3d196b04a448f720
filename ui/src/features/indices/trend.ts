/** A share day by day as a line of 100 × 100; days without a share break it. */
export function trend(shares: readonly (number | null | undefined)[]): string[] {
  const step = shares.length > 1 ? 100 / (shares.length - 1) : 0;
  const lines: string[] = [];
  let line: string[] = [];
  const close = () => {
    // One day alone is drawn as a short dash.
    if (line.length === 1) line.push(`h0.6`);
    if (line.length > 0) lines.push(line.join(' '));
    line = [];
  };
  shares.forEach((share, index) => {
    if (share == null) close();
    else line.push(`${line.length === 0 ? 'M' : 'L'}${(index * step).toFixed(2)} ${(100 - share).toFixed(2)}`);
  });
  close();
  return lines;
}
