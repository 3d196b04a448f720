/** Shares as the server tells them: percent with two decimals, rounded down. */
export const percent = (share: number | null | undefined): string => (share == null ? '—' : `${share.toFixed(share === 100 || share === 0 ? 0 : 2)}%`);
