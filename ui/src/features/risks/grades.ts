/** How a risk is graded, as the server computes it: shown while one chooses, decided there. */
import type { Schemas } from '@/api/client';

type Method = Pick<Schemas['MethodRow'], 'factors' | 'red' | 'orange' | 'yellow'>;
export type Grade = Schemas['RiskGrade'];
export const GRADES: Grade[] = ['red', 'orange', 'yellow', 'blue'];

/** Product of the chosen values, or null while one is missing. */
export function scoreOf(method: Pick<Method, 'factors'>, values: Record<string, number | undefined>): number | null {
  let score = 1;
  for (const { code } of method.factors) {
    const value = values[code];
    if (value === undefined) return null;
    score *= value;
  }
  // Values are whole tenths: what lies beyond the third decimal is the machine's.
  return Math.round(score * 1000) / 1000;
}

export function gradeOf(method: Method, score: number): Grade {
  const reaches = (band: Schemas['MethodBand']) => (band.above ? score > band.score : score >= band.score);
  if (reaches(method.red)) return 'red';
  if (reaches(method.orange)) return 'orange';
  return reaches(method.yellow) ? 'yellow' : 'blue';
}

/** The level that should keep a risk of a grade. */
export const LEVEL: Record<Grade, Schemas['ControlLevel']> = { red: 'company', orange: 'department', yellow: 'team', blue: 'post' };
export const LEVELS: Schemas['ControlLevel'][] = ['company', 'department', 'team', 'post'];
export const CONTROL_KINDS: Schemas['ControlKind'][] = ['engineering', 'management', 'training', 'protective', 'emergency'];
export const KINDS: Schemas['RiskKind'][] = ['area', 'equipment', 'activity', 'post'];
