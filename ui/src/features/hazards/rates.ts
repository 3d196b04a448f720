/** A share in per cent with one decimal; a dash when there is nothing to share. */
export function rate(part: number, whole: number): string {
  return whole === 0 ? '–' : `${(Math.round((part * 1000) / whole) / 10).toFixed(1)}%`;
}
