/** Where a message of an upper platform stands. */
import type { Tone } from '@/components/AStatus.vue';

import type { Request } from './queries';

/** An order to a vehicle, or a question about one: nobody answers it. */
export const isOrder = (kind: Request['kind']) => ['listen', 'photo', 'text', 'recorder', 'takeover', 'driver', 'vehicle_file'].includes(kind);

/** Where a message stands: key of its text, and its tone. */
export function stateOf(one: Pick<Request, 'kind' | 'expired'> & { answer?: Request['answer'] }): { key: string; tone: Tone } {
  if (one.answer) {
    const tone: Tone = one.answer.delivery === 'delivered' ? 'good' : one.answer.delivery === 'failed' ? 'bad' : 'info';
    return { key: one.answer.delivery, tone };
  }
  if (one.kind === 'warning' || one.kind === 'exchange' || one.kind === 'other') return { key: 'none', tone: 'plain' };
  if (isOrder(one.kind)) return { key: 'under_way', tone: 'info' };
  return one.expired ? { key: 'expired', tone: 'bad' } : { key: 'open', tone: 'warn' };
}
