/** Figures of targets. */
import type { Target } from './queries';

/** Per cent with one digit, rounded down so that nothing unreached reads as 100; null where there is nobody. */
export function share(held: number, about: number): number | null {
  return about === 0 ? null : Math.floor((held / about) * 1000) / 10;
}

/** How much of the goal is there, per cent: of the share, or of the number asked for. */
export function filled(target: Pick<Target, 'held' | 'about' | 'goal_count'>): number {
  const whole = target.goal_count ?? target.about;
  return whole === 0 ? 0 : Math.min(100, Math.floor((target.held / whole) * 1000) / 10);
}

/** One point per week and the newest, newest first: what a table beside the line says. */
export function thinned<T>(points: T[]): T[] {
  const last = points.length - 1;
  return points.filter((_, n) => (last - n) % 7 === 0).reverse();
}

/** The page of a target: the parts of its id as steps of the address, for dots would look like the ending of a file. */
export function placeOfTarget(id: string) {
  return { name: 'target', params: { id: id.split('.') } };
}

/** The id that the address of a page names. */
export function idOfPlace(param: string | string[] | undefined): string {
  return Array.isArray(param) ? param.join('.') : (param ?? '');
}
