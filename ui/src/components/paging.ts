/** Arithmetic of pages, numbered from 1. */

export function pageCount(total: number, pageSize: number): number {
  return Math.max(1, Math.ceil(total / pageSize));
}

/** The numbers to offer: first, last, and two either side of the present page; `null` stands for a gap. */
export function pageNumbers(page: number, last: number): (number | null)[] {
  const shown: (number | null)[] = [];
  let previous = 0;
  for (let n = 1; n <= last; n += 1) {
    if (n !== 1 && n !== last && Math.abs(n - page) > 2) continue;
    // A gap of one page is that page.
    if (n - previous === 2) shown.push(n - 1);
    else if (n - previous > 2) shown.push(null);
    shown.push(n);
    previous = n;
  }
  return shown;
}
