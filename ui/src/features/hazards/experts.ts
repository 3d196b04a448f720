/** Experts of an acceptance as they are typed: one a line, name and unit separated by a blank, a comma or 、. */

export interface Expert {
  name: string;
  unit: string;
}

/** The experts; null when a line has no unit. */
export function experts(text: string): Expert[] | null {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '');
  const all = lines.map((line) => /^([^\s,，、]+)[\s,，、]+(.+)$/.exec(line));
  if (all.some((found) => found === null)) return null;
  return all.map((found) => ({ name: found![1]!, unit: found![2]!.trim() }));
}
