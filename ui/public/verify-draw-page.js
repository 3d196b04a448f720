// The page around verify-draw.js: chooses a file, shows what was recomputed, in Chinese and English.
(function () {
  'use strict';

  const TEXTS = {
    'zh-CN': {
      title: '核验双随机抽取结果', other: 'English',
      intro: '选择公布的抽取文件。本页只在您的浏览器内重新计算，不上传任何内容，离线也可使用。',
      choose: '抽取结果文件（JSON）', keep: '离线使用', keepHow: '把以下四个文件保存到同一文件夹，断网后打开 verify-draw.html 即可。',
      holds: '✔ 核验通过：名单、承诺、随机种子和抽取结果全部相符。', fails: '✘ 核验不通过：', unread: '✘ 无法核验：',
      no: '抽取编号', name: '计划名称', items: '抽查事项', pools: '名录库', poolsOf: (r) => `监管对象 ${r.subjects}，检查人员 ${r.inspectors}，剔除 ${r.excluded}`,
      drawn: '抽中', without: '无可派人员', repeats: '重新抽取自', reason: '原因', parties: '双方', beacon: '公开值',
      frozen: '名单与方案摘要（可与台账核对）', seed: '随机种子', result: '结果摘要', list: '抽取结果', excluded: '剔除及原因',
      order: '序号', subject: '监管对象', weight: '权重', team: '检查人员', why: '原因', none: '无',
      causes: { leave: '休假', no_weight: '权重为 0' },
      codes: { draw_file_json: '文件不是 JSON。', draw_file_format: '不是本格式的抽取文件。', draw_file_shape: '文件内容缺失或格式不符。' },
      faults: {
        same_party: '双方是同一人', roster_order: '名单顺序不符', weight: '权重与方案不符', excluded: '被剔除者仍在名单中', plan_hash: '方案被改动',
        roster_hash: '名单被改动', frozen_hash: '名单与方案摘要不符', commitment_a: '甲方秘密值与承诺不符', commitment_b: '乙方秘密值与承诺不符',
        committed_hash: '承诺摘要不符', beacon: '公开值与方案不符', seed: '随机种子不符', pairs: '抽取结果不符', result_hash: '结果摘要不符',
      },
    },
    en: {
      title: 'Verify a double-random draw', other: '中文',
      intro: 'Choose a published draw. This page recomputes it inside your browser: nothing is uploaded, and it works offline.',
      choose: 'Published draw (JSON)', keep: 'Use it offline', keepHow: 'Save these four files in one folder and open verify-draw.html without a network.',
      holds: '✔ It holds: roster, commitments, seed and result all fit.', fails: '✘ It does not hold: ', unread: '✘ It cannot be judged: ',
      no: 'Draw', name: 'Plan', items: 'Items', pools: 'Pools', poolsOf: (r) => `${r.subjects} subjects, ${r.inspectors} inspectors, ${r.excluded} taken out`,
      drawn: 'Drawn', without: 'Without a team', repeats: 'Repeats', reason: 'Reason', parties: 'Parties', beacon: 'Public value',
      frozen: 'Hash of plan and roster (compare with the ledger)', seed: 'Seed', result: 'Hash of the result', list: 'Result', excluded: 'Taken out',
      order: 'No.', subject: 'Subject', weight: 'Weight', team: 'Inspectors', why: 'Reason', none: 'none',
      causes: { leave: 'on leave', no_weight: 'weight 0' },
      codes: { draw_file_json: 'the file is not JSON.', draw_file_format: 'not a draw of this format.', draw_file_shape: 'something is missing or has another shape.' },
      faults: {
        same_party: 'both parties are one person', roster_order: 'the roster is out of order', weight: 'a weight is not the plan’s', excluded: 'a row taken out is still in the pool',
        plan_hash: 'the plan was altered', roster_hash: 'the roster was altered', frozen_hash: 'the hash of plan and roster differs', commitment_a: 'the secret of party a does not fit',
        commitment_b: 'the secret of party b does not fit', committed_hash: 'the hash of the commitments differs', beacon: 'the public value is not as planned', seed: 'the seed differs',
        pairs: 'another result follows', result_hash: 'the hash of the result differs',
      },
    },
  };

  const answer = document.getElementById('answer');
  let language = /[?&]lang=en\b/.test(location.search) ? 'en' : 'zh-CN';
  let shown = null;

  function element(name, text, parent) {
    const e = document.createElement(name);
    if (text !== undefined) e.textContent = text;
    if (parent) parent.appendChild(e);
    return e;
  }

  function table(caption, heads, rows) {
    element('h2', caption, answer);
    const wrap = element('div', undefined, answer);
    wrap.className = 'table';
    wrap.tabIndex = 0;
    wrap.setAttribute('role', 'region');
    wrap.setAttribute('aria-label', caption);
    const t = element('table', undefined, wrap);
    const head = element('tr', undefined, element('thead', undefined, t));
    heads.forEach((h) => { element('th', h, head).scope = 'col'; });
    const body = element('tbody', undefined, t);
    rows.forEach((cells) => {
      const row = element('tr', undefined, body);
      cells.forEach((c) => element('td', String(c), row));
    });
  }

  function showReport(t, r) {
    const verdict = element('p', r.ok ? t.holds : t.fails + r.faults.map((f) => t.faults[f]).join('；'), answer);
    verdict.className = r.ok ? 'holds' : 'fails';
    verdict.id = 'verdict';
    const { plan, roster } = r.file;
    const list = element('dl', undefined, answer);
    const line = (k, v) => { element('dt', k, list); element('dd', String(v), list); };
    line(t.no, r.no);
    line(t.name, plan.name);
    line(t.items, plan.items.join('；'));
    line(t.pools, t.poolsOf(r));
    line(t.drawn, r.drawn);
    line(t.without, r.without_team);
    line(t.parties, `${plan.parties.a.name}，${plan.parties.b.name}`);
    if (plan.beacon != null) line(t.beacon, `${plan.beacon.source} ${plan.beacon.round}: ${r.file.beacon}`);
    if (r.repeats !== null) {
      line(t.repeats, r.repeats);
      line(t.reason, plan.predecessor.reason);
    }
    line(t.frozen, r.frozen_sha256);
    line(t.seed, r.seed);
    line(t.result, r.result_sha256);
    const subjects = new Map(roster.subjects.map((s) => [s.id, s]));
    const names = new Map(roster.inspectors.map((i) => [i.id, `${i.name}（${i.department}）`]));
    table(t.list, [t.order, t.subject, t.weight, t.team], r.pairs.map((p, i) => [i + 1, subjects.get(p.subject).name,
      subjects.get(p.subject).weight, p.inspectors.map((id) => names.get(id)).join('，') || t.none]));
    if (roster.excluded.length > 0) {
      table(t.excluded, [t.subject, t.why], roster.excluded.map((e) => [e.name, e.note || t.causes[e.cause] || e.cause]));
    }
  }

  function show() {
    const t = TEXTS[language];
    document.documentElement.lang = language;
    document.title = t.title;
    document.getElementById('language').textContent = t.other;
    document.querySelectorAll('[data-text]').forEach((e) => { e.textContent = t[e.dataset.text]; });
    answer.textContent = '';
    if (shown === null) return;
    if (shown.error) {
      const verdict = element('p', t.unread + (t.codes[shown.error.code] || shown.error.message), answer);
      verdict.className = 'fails';
      verdict.id = 'verdict';
      element('p', shown.error.message, answer);
    } else {
      showReport(t, shown.report);
    }
  }

  document.getElementById('language').addEventListener('click', () => {
    language = language === 'en' ? 'zh-CN' : 'en';
    show();
  });
  document.getElementById('file').addEventListener('change', (event) => {
    const [file] = event.target.files;
    if (!file) return;
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      try {
        shown = { report: window.AnluDraw.verify(reader.result) };
      } catch (error) {
        shown = { error };
      }
      show();
    });
    reader.readAsText(file);
  });
  show();
})();
