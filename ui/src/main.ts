import '@/styles/index.css';

import { VueQueryPlugin } from '@tanstack/vue-query';
import { createApp } from 'vue';

import App from './App.vue';
import { whenPasswordIsDue, whenSessionEnds } from './api/client';
import { queryClient } from './api/queries';
import { keepInterface } from './features/offline/update';
import { forget, me, mustChangePassword, refreshSession } from './features/session/session';
import { i18n, restoreLanguage } from './i18n';
import { router } from './router';
import { backTo } from './router/guard';

// After an upgrade of the server the chunks of the page that is open are gone: load the new page once.
window.addEventListener('vite:preloadError', (event) => {
  const last = Number(sessionStorage.getItem('anlu.reloaded') ?? 0);
  if (Date.now() - last > 60_000) {
    event.preventDefault();
    sessionStorage.setItem('anlu.reloaded', String(Date.now()));
    window.location.reload();
  }
});

// A session that ended while a page was open: log in, then back to that page.
whenSessionEnds(() => {
  if (me.value === null) return;
  forget();
  void router.push({ name: 'login', query: { ...backTo(router.currentRoute.value.fullPath), ended: '1' } });
});

// The password was set anew by somebody else while a page was open.
whenPasswordIsDue(() => {
  if (me.value === null || mustChangePassword()) return;
  void refreshSession().then(() => router.push({ name: 'password', query: backTo(router.currentRoute.value.fullPath) }));
});

async function start(): Promise<void> {
  await restoreLanguage();
  createApp(App).use(i18n).use(VueQueryPlugin, { queryClient }).use(router).mount('#app');
  // After the first page: keeping the whole interface must not slow it down.
  window.addEventListener('load', () => setTimeout(() => void keepInterface(), 1500));
  if (document.readyState === 'complete') setTimeout(() => void keepInterface(), 1500);
}

void start();
