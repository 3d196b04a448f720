/**
 * The service worker: keeps the interface on the device, so that it opens without a connection. A new version waits until
 * its person takes it, for it loads the page anew. Without one (old browsers, pages over plain http, foreign shells)
 * everything works as long as there is a connection.
 */
import { readonly, ref } from 'vue';

const ready = ref(false);
/** A newer version of the interface is on the device and waits. */
export const newVersion = readonly(ready);

let take: ((reload?: boolean) => Promise<void>) | undefined;

export async function keepInterface(): Promise<void> {
  if (!import.meta.env.PROD || navigator.serviceWorker === undefined) return;
  const { registerSW } = await import('virtual:pwa-register');
  take = registerSW({
    immediate: true,
    onNeedRefresh: () => (ready.value = true),
    onRegisteredSW: (_, registration) => {
      // A page may stay open for days.
      setInterval(() => navigator.onLine && void registration?.update().catch(() => undefined), 30 * 60_000);
    },
  });
}

/** Takes the new version: the page is loaded anew. */
export async function takeNewVersion(): Promise<void> {
  await take?.(true);
}
