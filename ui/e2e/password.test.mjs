// A password that somebody else set: nothing but changing it, until it is changed.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, DESK, launch, logIn, openPage, PHONE, settled } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

const GIVEN = 'GivenByAnother2026';
const OWN = 'a sentence of my own 2026';

let server;
let browser;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
  for (const username of ['fresh', 'fresh-phone']) {
    await server.command(['user', 'add', '--username', username, '--name', '示例初来', '--role', 'bureau_officer'], `${GIVEN}\n`);
  }
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function enter(page, username, password, path = '/login') {
  await page.goto(path);
  await page.locator('input[name=username]').fill(username);
  await page.locator('input[name=password]').fill(password);
  await page.locator('button[type=submit]').click();
}

async function change(page, from, to) {
  await page.locator('input[name=current]').fill(from);
  await page.locator('input[name=new]').fill(to);
  await page.locator('input[name=again]').fill(to);
  await page.getByRole('button', { name: '保存' }).click();
}

describe('a password that somebody else set', () => {
  for (const [username, size, viewport] of [['fresh', 'desk', DESK], ['fresh-phone', 'phone', PHONE]]) {
    it(`leads to the page that changes it, and nowhere else: ${size}`, async () => {
      const page = await openPage(browser, server.url, { viewport });
      await enter(page, username, GIVEN, '/hazards?view=overdue');
      await page.waitForURL(/\/password\?back=/);
      await page.getByText('现在的密码是别人为您设置的').waitFor();
      await assertAccessible(page, size);
      await assertFits(page, size);
      for (const path of ['/today', '/enterprises', '/more', '/nowhere', '/']) {
        await page.goto(path);
        await page.waitForURL(/\/password/);
        await page.getByRole('heading', { name: '修改密码' }).waitFor();
      }
      assert.equal(await page.getByRole('navigation').count(), 0, 'no menu');
      assert.equal(await page.getByRole('button', { name: '取消' }).count(), 0, 'no way round it');
      const refused = await call(page, 'GET', '/today');
      assert.deepEqual([refused.status, refused.body.code], [403, 'password_change_required']);

      await page.goto('/hazards?view=overdue');
      await change(page, GIVEN, GIVEN.slice(0, 4));
      await page.getByRole('link', { name: /^新密码：/ }).waitFor();
      await assertAccessible(page, `${size}, refused`);
      await change(page, GIVEN, OWN);
      await page.waitForURL('**/hazards?view=overdue');
      await page.getByText('密码已修改').waitFor();
      await settled(page);
      await page.goto('/today');
      await page.getByRole('heading', { level: 1, name: '今日' }).waitFor();
      await closePage(page);

      const again = await openPage(browser, server.url, { viewport });
      await enter(again, username, OWN);
      await again.waitForURL('**/today');
      await closePage(again);
    });
  }

  it('can be left by logging out', async () => {
    await server.command(['user', 'password', '--username', 'fresh'], `${GIVEN}\n`);
    const page = await openPage(browser, server.url);
    await enter(page, 'fresh', GIVEN);
    await page.waitForURL('**/password');
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL('**/login');
    await closePage(page);
  });
});

describe('a password of one’s own', () => {
  it('is changed from the menu of the account', async () => {
    const page = await openPage(browser, server.url);
    await logIn(page, 'officer2');
    await page.locator('.side .menu .top').click();
    await page.getByRole('link', { name: '修改密码' }).click();
    await page.waitForURL('**/password');
    await settled(page);
    assert.equal(await page.getByText('现在的密码是别人为您设置的').count(), 0);
    await page.getByRole('button', { name: '取消' }).click();
    await page.waitForURL('**/today');
    await closePage(page);
  });
});
