// A self-inspection where there is no signal: begun, reloaded, handed in and kept without a connection; sent item by item
// when there is one; after log-out, a week, an end of the session and an upgrade of the server nothing is lost.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';

import { assertAccessible, assertFits, call, closePage, launch, logIn, openPage, PHONE, settled, shoot } from './support/browser.mjs';
import { startFront } from './support/front.mjs';
import { photo } from './support/photo.mjs';
import { PASSWORD, startDemo } from './support/server.mjs';

const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true, serviceWorkers: 'allow' };

let server;
let front;
let browser;
let picture;

before(async () => {
  server = await startDemo(['--no-traces']);
  front = await startFront(server.url);
  browser = await launch();
  picture = await photo(browser, 'navy');
});
afterEach(async () => {
  front.cut = false;
  front.marker = null;
});
after(async () => {
  await browser?.close();
  await front?.stop();
  await server?.stop();
});

/** A phone of `username` that has the interface and the list on it. */
async function phoneOf(username, language = 'zh-CN') {
  const page = await openPage(browser, front.url, { ...ON_A_PHONE, language });
  await logIn(page, username);
  const { enterprise } = (await call(page, 'GET', '/session')).body;
  // The worker controls the page once everything is on the phone.
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.goto(`/enterprises/${enterprise.id}/inspection`);
  await settled(page);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  return { page, enterprise };
}

async function cut(page, off = true) {
  front.cut = off;
  await page.context().setOffline(off);
  // The debugger's way in, which looks for accessibility, swallows this event of the browser.
  if (!off) await page.evaluate(() => window.dispatchEvent(new Event('online')));
}

async function answerAll(page) {
  const rests = page.getByRole('button', { name: /^(本处其余|The other)/ });
  for (let left = await rests.count(); left > 0; left -= 1) await rests.first().click();
}

/** Fails the first control with words and a picture; everything else is kept. */
async function fillIn(page, note) {
  const first = page.locator('.control').first();
  await first.getByLabel(/^(未落实|Failed|Not kept)$/).check();
  await first.locator('textarea').fill(note);
  await first.locator('input[type=file]').first().setInputFiles(picture);
  await first.getByText(/已存本机，待上传|Kept on this device/).first().waitFor();
  await answerAll(page);
}

const received = async (page, enterprise) => (await call(page, 'GET', `/enterprises/${enterprise.id}/inspections?page_size=50`)).body.items;
/** Rows kept on the phone, as they are stored. */
const kept = (page) =>
  page.evaluate(
    () =>
      new Promise((done, failed) => {
        const open = indexedDB.open('anlu');
        open.addEventListener('error', () => failed(open.error));
        open.addEventListener('success', () => {
          const all = open.result.transaction(['inspections', 'photos']);
          const [inspections, photos] = [all.objectStore('inspections').getAll(), all.objectStore('photos').getAll()];
          all.addEventListener('complete', () => {
            open.result.close();
            done({ inspections: inspections.result.map(({ id, state, inspection }) => ({ id, state, answers: Object.values(inspection.answers) })), photos: photos.result.length });
          });
        });
      }),
  );

/** The draft on the phone, once its answers are as `whole` wants them: it is kept a moment after each change. */
async function drafted(page, whole) {
  for (let n = 0; n < 100; n += 1) {
    const found = (await kept(page)).inspections.find((one) => one.state === 'draft' && whole(one.answers));
    if (found) return found;
    await page.waitForTimeout(100);
  }
  return assert.fail('the draft was not kept');
}
/** Everything answered, one of it with these words. */
const noted = (note) => (answers) => answers.some((one) => one.note === note) && answered(answers);
const answered = (answers) => answers.every((one) => one.outcome !== null);

async function wholesome(page, what) {
  await settled(page);
  await assertAccessible(page, what);
  await assertFits(page, what);
  assert.ok(!/offline\.[a-z_]+|vocabulary\./.test(await page.locator('body').innerText()), `${what}: every text is there`);
}

describe('without a signal', () => {
  it('an inspection is begun, reloaded and handed in offline, and sent with its picture when there is a connection', async () => {
    const { page, enterprise } = await phoneOf('safety');
    const count = (await received(page, enterprise)).length;
    await cut(page);
    await page.reload();
    await settled(page);
    await page.getByText(/清单是本机 .* 保存的/).waitFor();
    await fillIn(page, '灭火器过期');
    await drafted(page, noted('灭火器过期'));
    await page.reload();
    await settled(page);
    await page.getByText(/接着填写/).waitFor();
    const first = page.locator('.control').first();
    assert.equal(await first.locator('textarea').inputValue(), '灭火器过期');
    await first.getByText('navy.jpg').waitFor();
    await wholesome(page, 'the form without a signal');
    await page.getByRole('button', { name: '提交自查' }).click();
    await page.getByRole('heading', { name: '本机待上传' }).waitFor();
    await page.getByText('待上传', { exact: true }).waitFor();
    await page.getByText('照片 1 张，已上传 0 张，被拒 0 张').waitFor();
    await wholesome(page, 'what waits');
    await shoot(page, 'offline-phone');
    assert.deepEqual(await kept(page).then(({ inspections, photos }) => [inspections.map((one) => one.state), photos]), [['waiting'], 1]);
    await cut(page, false);
    await page.getByText(/服务器回执：/).waitFor();
    const now = await received(page, enterprise);
    assert.equal(now.length, count + 1);
    assert.equal((await kept(page)).photos, 0);
    const whole = (await call(page, 'GET', `/inspections/${now[0].id}`)).body;
    assert.equal(whole.answers.find((one) => one.outcome === 'failed').evidence.length, 1);
    await wholesome(page, 'a receipt');
    await page.getByRole('button', { name: '从本机移除' }).click();
    await page.getByText('这台设备上没有待上传的内容').waitFor();
    await closePage(page);
  });

  it('what waits outlives log-out, another account, a week and the end of the session', async () => {
    const { page, enterprise } = await phoneOf('safety');
    const count = (await received(page, enterprise)).length;
    // The clock of the phone a week ago.
    await page.clock.install({ time: Date.now() - 7 * 86_400_000 });
    await page.clock.resume();
    await page.reload();
    await settled(page);
    await cut(page);
    await fillIn(page, '一周前的问题');
    await page.getByRole('button', { name: '提交自查' }).click();
    await page.getByText('待上传', { exact: true }).waitFor();
    await page.context().clearCookies();
    // A week page.
    await page.clock.setSystemTime(Date.now());
    await page.goto('/pending');
    await page.getByText('待上传', { exact: true }).waitFor();
    await page.getByText(/超过一天没有上传/).waitFor();
    await cut(page, false);
    // The server knows the session no more: it asks for the password, and nothing is lost.
    await page.locator('input[name=username]').waitFor();
    assert.deepEqual((await kept(page)).inspections.filter((one) => one.state === 'waiting').length, 1);
    // Another account on the same phone sees that there is something, not what.
    await page.locator('input[name=username]').fill('principal');
    await page.locator('input[name=password]').fill(PASSWORD);
    await page.locator('button[type=submit]').click();
    await page.locator('.shell-bar').waitFor();
    await page.goto('/pending');
    await page.getByText('另有 1 条其他账号的自查待上传').waitFor();
    await page.getByText('这台设备上没有待上传的内容').waitFor();
    assert.equal((await received(page, enterprise)).length, count);
    await page.getByRole('button', { name: /账号|示例|principal/ }).first().click();
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.locator('input[name=username]').waitFor();
    await logIn(page, 'safety');
    await page.goto('/pending');
    await page.getByText(/服务器回执：/).waitFor();
    const { id } = (await kept(page)).inspections.find((one) => one.state === 'sent');
    const whole = (await call(page, 'GET', `/inspections/${id}`)).body;
    assert.ok(Date.parse(whole.received_at) - Date.parse(whole.finished_at) > 6 * 86_400_000);
    await closePage(page);
  });

  it('an upgrade of the server waits until its person takes it, and loses nothing', async () => {
    const { page, enterprise } = await phoneOf('safety');
    await cut(page);
    await fillIn(page, '升级前填写');
    await drafted(page, noted('升级前填写'));
    await cut(page, false);
    front.marker = 'two';
    try {
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      await page.waitForFunction(async () => (await navigator.serviceWorker.getRegistration()).waiting !== null);
      // The form stays as it is; elsewhere the new version is offered.
      assert.equal(await page.getByText('新版本已经就绪').count(), 0);
      await page.goto('/pending');
      await page.getByText('新版本已经就绪').waitFor();
      assert.equal(await page.locator('meta[name=version]').count(), 0);
      await page.getByRole('button', { name: '立即更新' }).click();
      await page.locator('meta[name=version]').waitFor({ state: 'attached' });
      await page.goto(`/enterprises/${enterprise.id}/inspection`);
      await settled(page);
      assert.equal(await page.locator('.control').first().locator('textarea').inputValue(), '升级前填写');
      await page.getByRole('button', { name: '提交自查' }).click();
      await page.getByText(/1 项未落实已转为隐患/).first().waitFor();
      await page.getByRole('heading', { name: '自查记录' }).waitFor();
    } finally {
      front.marker = null;
    }
    await closePage(page);
  });

  it('when the server has another inspection under the id, both are kept', async () => {
    const { page, enterprise } = await phoneOf('safety', 'en');
    const list = (await call(page, 'GET', `/enterprises/${enterprise.id}/risks/checklist`)).body;
    const count = (await received(page, enterprise)).length;
    await answerAll(page);
    const { id } = await drafted(page, answered);
    // As if this phone had sent it before, and then it was changed here.
    const answers = list.risks.flatMap((risk) => risk.controls).map((control) => ({ control_id: control.id, outcome: 'not_applicable', note: '', evidence: [] }));
    const at = new Date().toISOString();
    assert.equal((await call(page, 'POST', `/enterprises/${enterprise.id}/inspections`, { id, started_at: at, finished_at: at, note: '', answers })).status, 201);
    await page.getByRole('button', { name: 'Hand in' }).click();
    // Whoever leaves in the very moment of handing in still has the draft: it is the answer that says what came of it.
    await page.getByText('The server has this inspection with other content').first().waitFor();
    await page.goto('/pending');
    await page.getByText('Refused', { exact: true }).waitFor();
    await wholesome(page, 'a refused inspection');
    await page.getByRole('button', { name: 'Hand in as another inspection and keep both' }).click();
    await page.getByText(/Receipt of the server/).waitFor();
    assert.equal((await received(page, enterprise)).length, count + 2);
    await closePage(page);
  });
});
