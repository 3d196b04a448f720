// The policy pack as people change it: an author imports a version, is told what is wrong, sees what changes and for
// whom; a second person puts it in force, the duties follow, and there is a way back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startDemo } from './support/server.mjs';

let server;
let browser;

before(async () => {
  server = await startDemo(['--no-traces']);
  browser = await launch();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

async function as(username, work, options) {
  const page = await openPage(browser, server.url, options);
  await logIn(page, username);
  const answer = await work(page);
  await closePage(page);
  return answer;
}

const file = (name, text) => ({ name, mimeType: 'application/toml', buffer: Buffer.from(text) });
const DUTY = file('inspection.self.toml', 'id = "inspection.self"\nfrequency = { every = "year" }\n');
const WRONG = file('inspection.self.toml', 'id = "inspection.self"\nfrequency = { every = "day" }\n');
const SCENARIO = file(
  'self.yearly.toml',
  'id = "self.yearly"\ntitle = { zh = "改为每年", en = "Each year" }\nduty = "inspection.self"\nsubject = "enterprise"\ntoday = "2026-11-25"\nsince = "2026-11-01"\n\n[facts]\n"enterprise.sectors" = ["freight"]\n\n[[expect]]\nstart = "2026-01-01"\ndue = "2026-12-31"\nstate = "open"\n',
);

const NARROW = { viewport: PHONE, hasTouch: true, isMobile: true };

describe('policy pack', () => {
  let version = '';

  it('an author is told every fault, then sees what changes and for whom', () =>
    as('officer', async (page) => {
      await page.goto('/packs');
      await settled(page);
      await page.getByText('还没有上传过版本').waitFor();
      await page.locator('input[name=note]').fill('岗位自查改为每年一次');
      await page.locator('input[name=file]').setInputFiles([WRONG]);
      await page.getByRole('button', { name: '检查并保存' }).click();
      await page.getByText('duties/inspection.self.toml 第2行', { exact: true }).waitFor();
      await assertAccessible(page, 'faults of a version');
      await assertFits(page, 'faults of a version');
      await shoot(page, 'packs-faults');
      await page.locator('input[name=file]').setInputFiles([DUTY, SCENARIO]);
      await page.getByRole('button', { name: '检查并保存' }).click();
      await page.waitForURL(/\/packs\/[0-9a-f-]+$/);
      version = page.url().split('/').pop();
      await page.getByText('由每月一次改为每年一次').waitFor();
      await page.getByText('须由编写人以外').waitFor();
      await page.getByRole('button', { name: '开始推演' }).click();
      await page.getByRole('heading', { name: '按责任事项' }).waitFor({ timeout: 180_000 });
      await settled(page);
      await assertAccessible(page, 'a version with its trial');
      await assertFits(page, 'a version with its trial');
      await shoot(page, 'packs-version');
    }));

  it('a second person puts it in force; the duties follow; the way back', async () => {
    const id = await as('leader', async (page) => {
      const { body } = await call(page, 'GET', '/enterprises?sector=freight&page_size=1');
      const enterprise = body.items[0].id;
      const yearly = async () => {
        const owed = (await call(page, 'GET', `/enterprises/${enterprise}/duties`)).body;
        const { tasks } = owed.duties.find((duty) => duty.id === 'inspection.self');
        return tasks.some((one) => one.period_start.endsWith('-01-01') && one.period_end.endsWith('-12-31'));
      };
      assert.equal(await yearly(), false);
      await page.goto(`/packs/${version}`);
      await settled(page);
      await page.locator('input[name=reason]').fill('局长办公会决定');
      await page.getByRole('button', { name: '启用这个版本' }).click();
      await page.getByText('已决定启用这个版本').waitFor();
      await assertAccessible(page, 'a version in force');
      for (let n = 0; n < 360 && !(await yearly()); n += 1) await page.waitForTimeout(500);
      assert.equal(await yearly(), true, 'the duties follow');
      await page.goto('/packs');
      await settled(page);
      await page.getByRole('button', { name: '恢复使用' }).click();
      const dialog = page.getByRole('dialog', { name: '恢复使用' });
      await dialog.locator('input[name=reason]').fill('恢复每月一次');
      await dialog.getByRole('button', { name: '恢复使用' }).click();
      await page.getByText('曾用').first().waitFor();
      await assertFits(page, 'packs at a desk');
      await shoot(page, 'packs');
      return enterprise;
    });
    assert.ok(id);
  });

  it('fits a phone, in English', () =>
    as(
      'leader',
      async (page) => {
        for (const path of ['/packs', `/packs/${version}`]) {
          await page.goto(path);
          await settled(page);
          const text = await page.locator('main').innerText();
          assert.ok(!/packs\.|vocabulary\./.test(text), text);
          await assertAccessible(page, path);
          await assertFits(page, path);
        }
        await shoot(page, 'packs-phone');
      },
      { ...NARROW, language: 'en-US' },
    ));
});
