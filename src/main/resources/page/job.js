// One job: what it is, how far, what it made, its life and its log.
import { get, post, remove } from './api.js';
import { ago, chip, clock, count, h, say, since, span, status, thumb, type } from './dom.js';
import { compare, release } from './compare.js';
import { attempt, confirmed, state, toast } from './app.js';

const OVER = ['completed', 'failed', 'cancelled', 'skipped'];
const PUT_OFF = ['queued', 'keying_queued', 'waiting_for_jobs', 'waiting_for_analysis', 'waiting_for_children', 'stitching'];

export function jobView(main, id) {
  const title = h('h1', {}, `Job ${id}`);
  const facts = h('p', { class: 'facts dim' });
  const buttons = h('div', { class: 'row actions', role: 'group', 'aria-label': 'Actions', tabIndex: -1 });
  const progress = h('div', { class: 'job-progress', hidden: true },
    h('span', { class: 'meter', role: 'progressbar', 'aria-label': 'Progress', 'aria-valuemin': '0', 'aria-valuemax': '100' }, h('span', {})),
    h('p', { class: 'row spread num' }, h('span', { class: 'note' }), h('b', { class: 'percent' })));
  const reason = h('p', { class: 'reason', hidden: true, role: 'alert' });
  const remarks = h('p', { class: 'remarks', hidden: true, role: 'note' });
  const stage = h('div', { class: 'job-stage' });
  const text = h('pre', { class: 'result-text', hidden: true });
  const files = h('ul', { class: 'files', 'aria-label': 'Files' });
  const timeline = h('ol', { class: 'timeline' });
  const details = h('div', { class: 'details' });
  const log = h('pre', { class: 'log', tabIndex: 0, 'aria-label': 'Log' });
  const body = h('div', { class: 'job-body', hidden: true },
    h('div', { class: 'job-main' }, stage, text, files, h('section', { class: 'panel' }, h('h2', {}, 'Log'), log)),
    h('aside', { 'aria-label': 'Details' }, h('section', { class: 'panel' }, h('h2', {}, 'Timeline'), timeline), details));
  main.append(h('p', { class: 'crumbs' }, h('a', { href: '#/' }, '← Queue')),
    h('div', { class: 'job-head' }, h('div', {}, title, facts), buttons), progress, reason, remarks, body);

  let job = null;
  let shown = '';
  let drawn = '';
  let timer = null;
  let lookTimer = null;
  let left = false;
  let gone = false;
  let failed = false;
  let asked = 0;

  function showGone() {
    job = null;
    gone = true;
    main.replaceChildren(h('p', { class: 'crumbs' }, h('a', { href: '#/' }, '← Queue')), h('p', { class: 'empty' }, `There is no job ${id}.`));
  }

  /** Why the job could not be had. Only the worker itself can say that there is none; all else passes. */
  function showFault(e) {
    if (e.status === 404) return showGone();
    if (job) {
      if (e.status !== 401) toast(e.message, 'bad');
      return;
    }
    failed = true;
    reason.hidden = false;
    say(reason, e.status === 401 ? 'The job is shown once you have signed in.' : `${e.message} ${e.status ? 'It is asked for again.' : 'The job is shown once it does.'}`);
  }

  async function load() {
    const number = ++asked;
    let found;
    try {
      found = await get(`/api/jobs/${id}`);
    } catch (e) {
      if (!left && number === asked) showFault(e);
      return;
    }
    if (left || number < asked) return;
    job = found;
    show();
    const lines = await attempt(() => get(`/api/jobs/${id}/log?lines=400`));
    if (lines && !left) {
      const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 8;
      say(log, lines.lines.join('\n') || 'The log has no line about this job.');
      if (atEnd) log.scrollTop = log.scrollHeight;
    }
  }

  function show() {
    body.hidden = false;
    say(title, job.title);
    document.title = `${job.title} · Media Worker`;
    const took = job.started_at && job.finished_at ? `took ${span((Date.parse(job.finished_at) - Date.parse(job.started_at)) / 1000)}` : '';
    facts.replaceChildren(chip(job.status), ` #${job.job_id} · ${type(job.job_type)}`,
      ...[job.position ? `place ${count(job.position)} in the queue` : '', isPutOff() ? `not before ${clock(job.run_at)}` : '', job.priority ? `priority ${job.priority}` : '',
        `attempt ${job.attempts} of ${job.max_attempts}`, took, job.worker ? 'on a worker' : ''].filter(Boolean).map(part => ` · ${part}`));
    showProgress(job);
    reason.hidden = !job.error_message;
    say(reason, job.error_message || '');
    remarks.hidden = !job.remarks.length;
    say(remarks, job.remarks.join(' '));
    showButtons();
    showMedia();
    showTimeline();
    showDetails();
    [reason, text, ...body.querySelectorAll('.details pre, .timeline li > .dim')].forEach(letScroll);
  }

  /** What is longer than its place can be read to its end by keyboard too. */
  function letScroll(element) {
    if (element.scrollHeight > element.clientHeight + 1) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  }

  function showProgress(row) {
    const active = ['running', 'waiting'].includes(status(row.status)[0]);
    progress.hidden = !active;
    const percent = Math.round(row.progress);
    const meter = progress.querySelector('.meter');
    meter.setAttribute('aria-valuenow', String(percent));
    meter.firstElementChild.style.width = `${row.progress}%`;
    say(progress.querySelector('.note'), [row.progress_message || 'starting', row.started_at ? `since ${span(since(row.started_at))}` : ''].filter(Boolean).join(' · '));
    say(progress.querySelector('.percent'), `${percent} %`);
  }

  const act = (path, body, done) => attempt(async () => {
    const answer = await post(`/api/jobs/${id}/${path}`, body);
    load();
    return answer;
  }, done);

  const isPutOff = () => PUT_OFF.includes(job.status) && Boolean(job.run_at) && since(job.run_at) < 0;

  function showButtons() {
    const over = OVER.includes(job.status);
    const waits = status(job.status)[0] === 'queued';
    const list = [];
    const button = (label, onclick, kind = '') => list.push(h('button', { type: 'button', class: kind, onclick }, label));
    if (job.status === 'needs_decision') {
      button('Make the call again', async () => await confirmed('Make the call again?', 'Nobody knows whether the first one was paid: it may be paid twice.', 'Make it again') && act('decide', { action: 'resubmit' }));
      button('Let it be', () => act('decide', { action: 'drop' }));
    }
    if (!over && job.status !== 'needs_decision') button('Cancel', () => act('cancel', {}, `Job ${id} is cancelled.`), 'danger');
    if (['failed', 'cancelled', 'skipped'].includes(job.status)) button('Retry', () => act('retry', {}, `Job ${id} is queued again.`), 'primary');
    if (isPutOff()) button('Go on now', () => act('retry', {}, `Job ${id} waits for its time no more.`));
    if (job.status === 'completed') button('Run again', async () => await confirmed('Run it again?', 'It is queued once more; a paid job makes new calls.', 'Run again') && act('retry', {}, `Job ${id} is queued again.`));
    if (waits) {
      const priority = h('input', { type: 'number', class: 'num', value: job.priority, 'aria-label': 'Priority, higher runs sooner', step: 1 });
      priority.onchange = () => act('priority', { priority: Math.trunc(Number(priority.value)) }, 'The priority is changed.');
      list.push(h('label', { class: 'inline' }, 'Priority ', priority));
      const held = state.queue?.pauses.some(one => one.scope === 'type' && one.name === job.job_type);
      button(held ? `Resume ${type(job.job_type)}` : `Pause ${type(job.job_type)}`, () => attempt(async () => {
        await post(`/api/queue/${held ? 'resume' : 'pause'}`, { scope: 'type', name: job.job_type });
        load();
      }), 'quiet');
    }
    const clip = job.files.find(file => file.place === (job.job_type === 'keying' ? 'input' : 'result')) || job.files.find(file => file.place === 'input');
    if (clip && !/^https?:/.test(clip.reference) && /^(video|image)\//.test(clip.type)) {
      list.push(h('a', { class: 'button quiet', href: `#/playground?job=${id}` }, 'Try keying settings'));
    }
    if (over) {
      button('Delete', async () => {
        if (await confirmed(`Delete job ${id}?`, 'Its row goes; its files stay.', 'Delete')) {
          await attempt(async () => {
            await remove(`/api/jobs/${id}`);
            location.hash = '#/';
          }, `Job ${id} is deleted.`);
        }
      }, 'quiet');
    }
    if (buttons.contains(document.activeElement) && document.activeElement.tagName === 'INPUT') return;
    const within = buttons.contains(document.activeElement);
    const focused = document.activeElement.textContent;
    buttons.replaceChildren(...list);
    // A deed may take its own button away; the next Tab then comes to the first of those there are now.
    if (within) ([...buttons.children].find(child => child.textContent === focused) || buttons).focus();
  }

  function showMedia() {
    const place = name => job.files.find(file => file.place === name && /^(video|image)\//.test(file.type)) || null;
    const lap = Boolean(place('keyed'));
    const before = lap ? place('result') : place('input');
    const after = lap ? place('keyed') : place('result');
    const mark = JSON.stringify([before?.url, after?.url, job.finished_at]);
    if (mark !== shown) {
      shown = mark;
      release(stage);
      stage.replaceChildren(...(before || after ? [compare(before, after)] : []));
    }
    text.hidden = !(job.result_data && !place('result') && !job.files.some(file => file.place === 'result'));
    say(text, text.hidden ? '' : job.result_data);
    files.replaceChildren(...job.files.map(file => h('li', {},
      h('span', { class: 'dim' }, { input: 'Input', result: 'Result', keyed: 'Keyed' }[file.place] || 'Output'),
      h('a', { href: file.url, target: '_blank', rel: 'noopener' }, file.name),
      /^https?:/.test(file.url) ? null : h('a', { href: `${file.url}?download=1`, class: 'dim', 'aria-label': `Download ${file.name}` }, 'download'))));
    files.hidden = !job.files.length;
  }

  function showTimeline() {
    const earlier = job.earlier_history ? [h('li', { class: 'dim' }, `${job.earlier_history} earlier`)] : [];
    timeline.replaceChildren(...earlier, ...job.timeline.map(entry => h('li', { class: status(entry.what)[0] },
      h('span', { class: 'row spread' }, h('b', {}, entry.what.replaceAll('_', ' ')), h('time', { dateTime: entry.at, title: clock(entry.at), class: 'dim num' }, ago(entry.at))),
      entry.message ? h('span', { class: 'dim' }, entry.message) : null)));
  }

  const json = value => typeof value === 'string' ? value : JSON.stringify(value, null, 2);

  function showDetails() {
    const panel = (name, ...children) => h('section', { class: 'panel' }, h('h2', {}, name), children);
    const all = [];
    if (job.input_data !== null) all.push(panel('Input', h('pre', {}, json(job.input_data))));
    if (job.used_input !== null) all.push(panel('Input as it ran', h('pre', {}, json(job.used_input))));
    if (job.keying_settings !== null) all.push(panel('Keying settings', h('pre', {}, json(job.keying_settings))));
    if (job.calls.length) {
      all.push(panel('Paid calls', h('ul', { class: 'plain' }, job.calls.map(call => h('li', {},
        h('b', {}, `${call.provider} ${call.state}`), ` ${call.model || ''} `,
        h('span', { class: 'dim num' }, [call.task_id, call.cost === null ? '' : `${call.cost} ${call.cost_unit || ''}`].filter(Boolean).join(' · ')))))));
    }
    if (job.notices.length) {
      const earlier = job.earlier_notices ? h('p', { class: 'dim' }, `${job.earlier_notices} earlier`) : '';
      all.push(panel('Notices to callback_url', earlier, h('ul', { class: 'plain' }, job.notices.map(notice => h('li', {},
        h('b', {}, `${notice.event.replaceAll('_', ' ')} ${notice.state.replaceAll('_', ' ')}`), ' ',
        h('span', { class: 'dim' }, [notice.attempts ? `attempt ${notice.attempts}${notice.state === 'pending' && !notice.next_at ? ' is under way' : ''}` : '', notice.http_status ? `status ${notice.http_status}` : '',
          notice.attempts && notice.next_at ? `again at ${clock(notice.next_at)}` : '', notice.message || ''].filter(Boolean).join(' · ')))))));
    }
    if (job.children.length) {
      all.push(panel('Parts', h('ul', { class: 'plain' }, job.children.map(child => h('li', { class: 'row' },
        thumb(child), h('a', { href: `#/job/${child.job_id}` }, child.step || child.title), chip(child.status))))));
    }
    if (job.open_needs.length) {
      all.push(panel('Still needs', h('ul', { class: 'plain' }, job.open_needs.map(need => h('li', { class: 'row' },
        h('a', { href: `#/job/${need.job_id}` }, `Job ${need.job_id}`), need.status ? chip(need.status) : 'is gone')))));
    }
    if (job.parent_job_id) all.push(panel('Part of', h('a', { href: `#/job/${job.parent_job_id}` }, `Job ${job.parent_job_id}`)));
    // Those that are as they were stay as far as they have been scrolled.
    const now = h('div', {}, all);
    if (now.innerHTML === drawn) return;
    drawn = now.innerHTML;
    details.replaceChildren(...all);
  }

  function loadSoon() {
    if (!timer) {
      timer = setTimeout(() => {
        timer = null;
        load();
      }, 300);
    }
  }

  /** The row alone, which others may change at any time without the queue being another. */
  async function look() {
    const number = ++asked;
    let found;
    try {
      found = await get(`/api/jobs/${id}`);
    } catch (e) {
      // Of anything else the next deed on this page tells.
      if (e.status === 404 && job && !left && number === asked) showGone();
      return;
    }
    if (!job || left || number < asked) return;
    const changed = still(found) !== still(job);
    job = found;
    if (changed) show();
  }

  /** What does not move by itself while a job runs: the bar follows its own events. */
  const still = row => JSON.stringify({ ...row, progress: 0, progress_message: '', updated_at: '' });

  function lookSoon() {
    if (!timer && !lookTimer) {
      lookTimer = setTimeout(() => {
        lookTimer = null;
        look();
      }, 1000);
    }
  }

  state.listeners.add((what, data) => {
    if (gone) return;
    if (!job) {
      if (failed && (what !== 'tick' || state.connection === 'live')) loadSoon();
      return;
    }
    if (what === 'looked') lookSoon();
    else if (what === 'progress') {
      const row = data.find(one => one.job_id === job.job_id);
      if (row && row.status === job.status) showProgress(row);
      else if (row || status(job.status)[0] === 'running') loadSoon();
    } else if ((what === 'job' && data.job_id === job.job_id) || (what === 'queue' && !OVER.includes(job.status))) loadSoon();
  });
  load();
  return () => {
    left = true;
    clearTimeout(timer);
    clearTimeout(lookTimer);
    release(stage);
  };
}

