/** The way of a watch: what is done, and which comes next. */
import type { Watch } from './queries';

export const STAGES = ['proposed', 'confirmed', 'delivered', 'answered', 'ended'] as const;

export interface Stage {
  name: (typeof STAGES)[number];
  mark: 'done' | 'now' | 'open';
  at: string | null;
}

export function stages(watch: Pick<Watch, 'proposed' | 'confirmed' | 'deliveries' | 'answers' | 'ended' | 'state' | 'expires_at'>): Stage[] {
  const delivered = watch.deliveries.filter((one) => one.state === 'delivered').map((one) => one.at).sort();
  const over = ['expired', 'withdrawn', 'closed'].includes(watch.state);
  const at: Record<Stage['name'], string | null> = {
    proposed: watch.proposed.at,
    confirmed: watch.confirmed?.at ?? null,
    delivered: delivered[0] ?? null,
    answered: watch.answers[0]?.at ?? null,
    ended: over ? (watch.ended?.at ?? watch.expires_at) : null,
  };
  const last = STAGES.reduce((found, name, index) => (at[name] === null ? found : index), 0);
  return STAGES.map((name, index) => ({ name, at: at[name], mark: at[name] !== null ? 'done' : !over && index === last + 1 ? 'now' : 'open' }));
}
