/** Where the file of a piece of evidence is. */
export function addressOf(hash: string): string {
  return `/api/v1/evidence/${hash}`;
}
