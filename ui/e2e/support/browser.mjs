// Debian's Chromium, driven by playwright-core: pages, log-in, accessibility, pictures.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { PASSWORD } from './server.mjs';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const IMAGES = fileURLToPath(new URL('../../../docs/images/', import.meta.url));
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export const DESK = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--enable-unsafe-swiftshader', '--lang=zh-CN'],
  });
}

/**
 * A fresh page of a fresh visitor. What goes wrong in it (errors of scripts, what the content security policy stops)
 * is gathered in `page.faults`, for `closePage` to look at. Without a service worker, unless `serviceWorkers: 'allow'`:
 * what a test intercepts must not be answered by it.
 */
export async function openPage(browser, url, { viewport = DESK, language = 'zh-CN', ...more } = {}) {
  const context = await browser.newContext({ baseURL: url, viewport, locale: language, timezoneId: 'Asia/Shanghai', serviceWorkers: 'block', ...more });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  page.faults = [];
  page.on('pageerror', (error) => page.faults.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // A refused request is written to the console by the browser itself; the tests look at what the page makes of it.
    if (message.type() === 'error' && !/Failed to load resource|EventSource/.test(message.text())) page.faults.push(message.text());
  });
  return page;
}

/** Closes a page; fails when something went wrong in it. */
export async function closePage(page) {
  const { faults } = page;
  await page.context().close();
  assert.deepEqual(faults, []);
}

/** Logs in as a demo account and waits for the first page. */
export async function logIn(page, username, path = '/login') {
  await page.goto(path);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.locator('.shell-bar').waitFor();
}

/** Waits until nothing on the page is loading any more. */
export async function settled(page) {
  await page.locator('main h1').first().waitFor({ state: 'attached' });
  await page.waitForFunction(() => document.querySelector('.loading, [aria-busy=true]') === null);
  await page.evaluate(() => document.fonts.ready);
}

/** Fails with the rule and the place of each accessibility fault of the page as it is now. */
export async function assertAccessible(page, what) {
  // By the debugger's way in: the content security policy forbids any other.
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: AXE });
  await session.detach();
  const faults = await page.evaluate(async (rules) => {
    // What is still fading in is pale for a moment: judged when it has come to rest. Two frames, for it to begin at all.
    await new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)));
    const passing = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(passing.map((one) => one.finished.catch(() => {})));
    // Bars that stay while the page scrolls lie over something at any moment: what is too small is not that.
    const stays = (element) => ['fixed', 'sticky'].includes(getComputedStyle(element).position) && !element.closest('dialog, [role="dialog"]');
    const bars = [...document.querySelectorAll('body *')].filter(stays);
    for (const bar of bars) bar.style.position = 'static';
    const { violations } = await window.axe.run(document, { runOnly: rules });
    for (const bar of bars) bar.style.position = '';
    return violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')}`));
  }, RULES);
  assert.deepEqual(faults, [], what);
}

/** Fails when the page is wider than its window. */
export async function assertFits(page, what) {
  const [wide, window] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(wide <= window, `${what}: ${wide} px wide in a window of ${window} px`);
}

/** Fails when a download is not a workbook: a refusal is downloaded under the same name. */
export async function assertWorkbook(download) {
  assert.match(download.suggestedFilename(), /\.xlsx$/);
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 2).toString('latin1'), 'PK', bytes.subarray(0, 200).toString());
}

/** With ANLU_SHOTS=1: writes a picture to docs/images. */
export async function shoot(page, name) {
  if (process.env.ANLU_SHOTS !== '1') return;
  await mkdir(IMAGES, { recursive: true });
  await page.screenshot({ path: `${IMAGES}${name}.png`, animations: 'disabled' });
}

/** Calls the API as the page's visitor: status and body. */
export function call(page, method, path, body) {
  return page.evaluate(
    async ([verb, address, content]) => {
      const response = await fetch(address, {
        method: verb,
        ...(content === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(content) }),
      });
      const text = await response.text();
      return { status: response.status, type: response.headers.get('content-type'), body: text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text };
    },
    [method, `/api/v1${path}`, body],
  );
}
