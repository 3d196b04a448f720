// The first days of a new firm, from its line in a workbook to green tasks; then the bureau changes a frequency in a draft
// of the pack, sees whom it concerns, and two persons put it in force. On SQLite in Chinese, on PostgreSQL in English.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';

import { assertAccessible, call, closePage, launch, logIn, openPage, PHONE, settled } from './support/browser.mjs';
import { uscc } from './support/codes.mjs';
import { startFront } from './support/front.mjs';
import { photo } from './support/photo.mjs';
import { startPostgres } from './support/postgres.mjs';
import { startDemo } from './support/server.mjs';
import { workbook } from './support/workbook.mjs';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const CODE = uscc(907001);
const NAME = '示例初晨货运有限公司';
const GIVEN = 'GivenByAnother2026';
const OWN = 'a sentence of my own 2026';
const ON_A_PHONE = { viewport: PHONE, hasTouch: true, isMobile: true, serviceWorkers: 'allow' };

/** What is looked for on the screens, as the texts say it. */
function wordsOf(language) {
  const area = (name) => JSON.parse(readFileSync(new URL(`../src/i18n/${language}/${name}.json`, import.meta.url), 'utf8'));
  const [imports, risks, offline, evidence, vocabulary, packs, backtests, hazards] = ['import', 'risks', 'offline', 'evidence', 'vocabulary', 'packs', 'backtests', 'hazards'].map(area);
  const begin = (text) => new RegExp(text.split('{')[0]);
  return {
    firms: imports.kind.enterprises,
    check: imports.at_once,
    imported: imports.headline.done,
    start: risks.start.submit,
    submit: risks.inspect.submit,
    failed: vocabulary.control_outcome.failed,
    rest: new RegExp(`^${risks.inspect.keep_rest.split('{')[0]}`),
    waits: vocabulary.kept_state.waiting,
    receipt: begin(offline.receipt),
    kept: evidence.kept,
    hand: hazards.action.submit,
    done: vocabulary.duty_state.done,
    save: packs.check,
    trial: backtests.run,
    byDuty: packs.foresee.by_duty,
  };
}

for (const [database, language] of [['SQLite', 'zh-CN'], ['PostgreSQL', 'en']]) {
  const words = wordsOf(language);
  describe(`the first days of a firm, on ${database}`, async () => {
    const postgres = database === 'PostgreSQL' ? await startPostgres() : null;
    const skip = database === 'PostgreSQL' && postgres === null ? 'PostgreSQL is not installed here' : false;
    let server;
    let front;
    let browser;
    let pictures;
    let enterprise;

    before(async () => {
      if (skip) return;
      server = await startDemo(['--no-traces'], false, postgres?.url ?? null);
      front = await startFront(server.url);
      browser = await launch();
      pictures = [await photo(browser, 'teal'), await photo(browser, 'olive')];
    });
    after(async () => {
      await browser?.close();
      await front?.stop();
      await server?.stop();
      await postgres?.stop();
    });

    async function as(username, work, options = {}) {
      const page = await openPage(browser, front.url, { language, ...options });
      await logIn(page, username);
      const answer = await work(page);
      await closePage(page);
      return answer;
    }

    /** A page of an account of the firm, whose password it changes first. */
    async function asOwn(username, work) {
      const page = await openPage(browser, front.url, { language, ...ON_A_PHONE });
      const enter = async (password) => {
        await page.goto('/login');
        await page.locator('input[name=username]').fill(username);
        await page.locator('input[name=password]').fill(password);
        await page.locator('button[type=submit]').click();
      };
      await enter(OWN);
      await page.locator('.shell-bar, [role=alert]').first().waitFor();
      if ((await page.locator('.shell-bar').count()) === 0) {
        await enter(GIVEN);
        for (const [name, value] of [['current', GIVEN], ['new', OWN], ['again', OWN]]) await page.locator(`input[name=${name}]`).fill(value);
        await page.locator('button[type=submit]').click();
        await page.locator('.shell-bottom').waitFor();
      }
      const answer = await work(page);
      await closePage(page);
      return answer;
    }

    const owed = async (page, duty) => {
      const found = (await call(page, 'GET', `/enterprises/${enterprise}/duties`)).body;
      const { tasks } = found.duties.find((one) => one.id === duty);
      return tasks.find((one) => one.period_start <= found.today && found.today <= one.period_end);
    };

    const yearly = async (page) => {
      const { tasks } = (await call(page, 'GET', `/enterprises/${enterprise}/duties`)).body.duties.find((one) => one.id === 'inspection.self');
      return tasks.some((one) => one.period_start.endsWith('-01-01') && one.period_end.endsWith('-12-31'));
    };

    it('it comes from a workbook with its sector, and its duties are there with their clauses', { skip }, async () => {
      await as('officer', async (page) => {
        const head = ['序号', '企业名称', '统一社会信用代码', '业态', '主要负责人'];
        await page.goto('/imports');
        await page.getByRole('radio', { name: words.firms }).check();
        await page.locator('input[type=file]').setInputFiles({ name: 'firms.xlsx', mimeType: XLSX, buffer: workbook([head, ['1', NAME, CODE, '普货', '示例初晨']]) });
        await page.getByRole('button', { name: words.check }).click();
        await page.getByRole('heading', { level: 1, name: words.imported }).waitFor();
        const { items } = (await call(page, 'GET', `/enterprises?q=${encodeURIComponent(NAME)}`)).body;
        enterprise = items[0].id;
      });
      for (const [username, role] of [['newfirm', 'safety_officer'], ['newhead', 'principal']]) {
        await server.command(['user', 'add', '--username', username, '--name', '示例初晨', '--role', role, '--enterprise', CODE], `${GIVEN}\n`);
      }
      const began = Date.now();
      await asOwn('newfirm', async (page) => {
        // Planned in the background: within a minute at work, later while a slow machine still plans the whole county.
        while ((await call(page, 'GET', `/enterprises/${enterprise}/duties`)).body.duties.length === 0) {
          assert.ok(Date.now() - began < 180_000, 'what is owed is there soon');
          await page.waitForTimeout(500);
        }
        await page.goto(`/enterprises/${enterprise}/duties`);
        await settled(page);
        await page.getByText('安全生产法').first().waitFor();
        await assertAccessible(page, 'the duties of a new firm');
      });
    });

    it('it has its risks from a template and inspects where there is no signal', { skip }, () =>
      asOwn('newfirm', async (page) => {
        await page.goto(`/enterprises/${enterprise}/risks`);
        await settled(page);
        await page.getByRole('button', { name: words.start }).click();
        await page.waitForFunction(async (id) => (await (await fetch(`/api/v1/enterprises/${id}/risks/checklist`)).json()).risks.length > 0, enterprise);
        await page.evaluate(() => navigator.serviceWorker.ready);
        await page.goto(`/enterprises/${enterprise}/inspection`);
        await settled(page);
        await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
        front.cut = true;
        await page.context().setOffline(true);
        const first = page.locator('.control').first();
        await first.getByLabel(words.failed, { exact: true }).check();
        await first.locator('textarea').fill('灭火器压力不足');
        await first.locator('input[type=file]').first().setInputFiles(pictures[0]);
        await first.getByText(words.kept).first().waitFor();
        const rests = page.getByRole('button', { name: words.rest });
        for (let left = await rests.count(); left > 0; left -= 1) await rests.first().click();
        await page.getByRole('button', { name: words.submit }).click();
        await page.getByText(words.waits, { exact: true }).waitFor();
        front.cut = false;
        await page.context().setOffline(false);
        await page.getByText(words.receipt).waitFor({ timeout: 45_000 });
        assert.equal((await owed(page, 'inspection.self')).state, 'done');
      }));

    it('it mends the hazard, another person verifies, and the tasks are green', { skip }, async () => {
      const hazard = async (page) => (await call(page, 'GET', `/hazards?enterprise_id=${enterprise}`)).body.items[0];
      await asOwn('newfirm', async (page) => {
        const { id } = await hazard(page);
        await page.goto(`/hazards/${id}`);
        const panel = page.locator('.act');
        await panel.waitFor();
        const one = (await call(page, 'GET', `/hazards/${id}`)).body;
        if (one.actions.includes('plan')) {
          const plan = { measure: '更换灭火器', person_name: '示例初晨', money_yuan: 300, deadline: one.deadline, emergency_plan: '更换前停运' };
          assert.equal((await call(page, 'POST', `/hazards/${id}/plan`, { version: one.version, ...plan })).status, 200);
          await page.reload();
        }
        await panel.getByRole('button', { name: words.hand }).click();
        await page.locator('input[type=file][name=evidence]').setInputFiles(pictures[1]);
        await panel.getByText('SHA-256').waitFor();
        await page.locator('textarea[name=note]').fill('已更换');
        await panel.locator('button[type=submit]').click();
        await page.waitForFunction(async (path) => (await (await fetch(path)).json()).state === 'submitted', `/api/v1/hazards/${id}`);
      });
      await asOwn('newhead', async (page) => {
        const { id } = await hazard(page);
        for (const step of ['verify', 'close']) {
          const one = (await call(page, 'GET', `/hazards/${id}`)).body;
          if (!one.actions.includes(step)) continue;
          const body = step === 'verify' ? { version: one.version, passed: true, note: '现场已看' } : { version: one.version };
          assert.equal((await call(page, 'POST', `/hazards/${id}/${step}`, body)).status, 200, step);
        }
        assert.equal((await call(page, 'GET', `/hazards/${id}`)).body.state, 'closed');
        await page.goto(`/enterprises/${enterprise}/duties`);
        await settled(page);
        await page.getByText(words.done).first().waitFor();
      });
    });

    it('the bureau changes a frequency with two persons, and what the firm owes changes', { skip }, async () => {
      let version = '';
      const file = (name, text) => ({ name, mimeType: 'application/toml', buffer: Buffer.from(text) });
      assert.equal(await as('officer', yearly), false);
      await as('officer', async (page) => {
        await page.goto('/packs');
        await settled(page);
        await page.locator('input[name=note]').fill('岗位自查改为每年一次');
        await page.locator('input[name=file]').setInputFiles([
          file('inspection.self.toml', 'id = "inspection.self"\nfrequency = { every = "year" }\n'),
          file('self.yearly.toml', 'id = "self.yearly"\ntitle = { zh = "改为每年", en = "Each year" }\nduty = "inspection.self"\nsubject = "enterprise"\ntoday = "2026-11-25"\nsince = "2026-11-01"\n\n[facts]\n"enterprise.sectors" = ["freight"]\n\n[[expect]]\nstart = "2026-01-01"\ndue = "2026-12-31"\nstate = "open"\n'),
        ]);
        await page.getByRole('button', { name: words.save }).click();
        await page.waitForURL(/\/packs\/[0-9a-f-]+$/);
        version = page.url().split('/').pop();
        await page.getByRole('button', { name: words.trial }).click();
        await page.getByRole('heading', { name: words.byDuty }).waitFor({ timeout: 180_000 });
      });
      await as('leader', async (page) => {
        await page.goto(`/packs/${version}`);
        await settled(page);
        await page.locator('input[name=reason]').fill('局长办公会决定');
        const activated = page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/api/v1/pack-activations'));
        await page.locator('form button[type=submit]').last().click();
        assert.equal((await activated).status(), 204);
      });
      await asOwn('newfirm', async (page) => {
        // Planned anew in the background.
        for (let n = 0; n < 360 && !(await yearly(page)); n += 1) await page.waitForTimeout(500);
        assert.equal(await yearly(page), true, 'the duties follow');
        await page.goto('/today');
        await settled(page);
        await assertAccessible(page, 'today after the change');
      });
    });
  });
}
