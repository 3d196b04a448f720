/** The clock of the screen: one ref for all, which ticks twice a minute. */
import { readonly, ref } from 'vue';

const clock = ref(Date.now());
setInterval(() => (clock.value = Date.now()), 30_000);
document.addEventListener('visibilitychange', () => (clock.value = Date.now()));

export const now = readonly(clock);
