// The queue: figures that filter, what runs, and a list in pages.
import { get, post } from './api.js';
import { ago, chip, clock, count, h, reconcile, say, setThumb, since, span, status, thumb, type } from './dom.js';
import { attempt, confirmed, state } from './app.js';

const PAGE = 50;

const GROUPS = [
  { name: 'all', label: 'All', statuses: '', order: 'newest' },
  { name: 'running', label: 'Running', statuses: 'processing,keying_processing,stitching', order: 'oldest' },
  { name: 'queued', label: 'Queued', statuses: 'queued,keying_queued', order: 'claim' },
  { name: 'waiting', label: 'Waiting', statuses: 'waiting_remote,waiting_for_jobs,waiting_for_children,waiting_for_analysis', order: 'oldest' },
  { name: 'decide', label: 'Needs you', statuses: 'needs_decision', order: 'oldest' },
  { name: 'failed', label: 'Failed', statuses: 'failed', order: 'recent' },
  { name: 'completed', label: 'Completed', statuses: 'completed', order: 'recent' },
  { name: 'cancelled', label: 'Cancelled', statuses: 'cancelled,skipped', order: 'recent' },
];

/** How many a group has, by the live counts. */
function size(group, counts) {
  switch (group.name) {
    case 'all': return Object.values(counts).reduce((sum, n) => sum + n, 0);
    case 'waiting': return Object.entries(counts).filter(([word]) => word.startsWith('waiting')).reduce((sum, [, n]) => sum + n, 0);
    case 'cancelled': return (counts.cancelled || 0) + (counts.skipped || 0);
    case 'decide': return counts.needs_decision || 0;
    default: return counts[group.name] || 0;
  }
}

export function queueView(main, params) {
  const view = { group: GROUPS.find(one => one.name === params.get('show')) || GROUPS[0], text: params.get('q') || '', type: params.get('type') || '', offset: 0 };
  const figures = h('div', { class: 'figures', role: 'group', 'aria-label': 'Show' });
  const running = h('ul', { class: 'cards', 'aria-label': 'Running now' });
  const lanes = h('ul', { class: 'lanes', 'aria-label': 'Lanes', hidden: true });
  const providers = h('ul', { class: 'lanes', 'aria-label': 'Providers', hidden: true });
  let places = {};
  const runningSection = h('section', { hidden: true }, h('h2', {}, 'Running now'), running);
  const search = h('input', { type: 'search', placeholder: 'Search notes, files, errors', 'aria-label': 'Search jobs', value: view.text });
  const types = h('select', { 'aria-label': 'Job type' }, h('option', { value: '' }, 'Every type'));
  const again = h('button', { type: 'button', class: 'quiet', hidden: true }, 'Retry all failed');
  const body = h('tbody');
  const table = h('table', { class: 'jobs' },
    h('caption', { class: 'sr' }, 'Jobs'),
    h('thead', {}, h('tr', {}, ['', 'Job', 'Type', 'Status', 'What is known', 'When'].map((name, i) => h('th', { scope: 'col', class: ['c-thumb', 'c-job', 'c-type', 'c-status', 'c-note', 'c-when'][i] }, name || h('span', { class: 'sr' }, 'Picture'))))),
    body);
  const empty = h('p', { class: 'empty', hidden: true });
  const range = h('span', { class: 'dim num', role: 'status' });
  const back = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Previous page' }, '← Previous');
  const on = h('button', { type: 'button', class: 'quiet', 'aria-label': 'Next page' }, 'Next →');
  const pager = h('div', { class: 'pager' }, range, h('div', { class: 'row' }, back, on));

  main.append(h('h1', { class: 'sr' }, 'The queue'), h('div', {}, figures, lanes, providers), runningSection,
    h('section', {}, h('div', { class: 'bar' }, h('h2', { id: 'list-title' }, 'All jobs'), h('div', { class: 'row' }, again, search, types)), table, empty, pager));

  // --- Figures ---
  const buttons = new Map();
  for (const group of GROUPS) {
    const number = h('b', { class: 'num' }, '–');
    const under = h('small', {}, '');
    const button = h('button', { type: 'button', class: `figure ${group.name}`, onclick: () => choose(group) }, number, h('span', {}, group.label), under);
    buttons.set(group.name, { button, number, under });
    figures.append(button);
  }

  function showFigures(queue) {
    const threads = queue.workers.reduce((sum, worker) => sum + worker.threads, 0);
    const oldest = Math.max(0, ...queue.kinds.map(kind => since(kind.oldest_ready_at) || 0));
    for (const group of GROUPS) {
      const n = size(group, queue.counts);
      const { button, number, under } = buttons.get(group.name);
      say(number, count(n));
      button.classList.toggle('none', n === 0);
      button.setAttribute('aria-pressed', String(group === view.group));
      say(under, group.name === 'running' && threads ? `of ${threads}` : group.name === 'queued' && n && oldest ? `oldest ${span(oldest)}` : '');
    }
    again.hidden = !(view.group.name === 'failed' && queue.counts.failed) || Boolean(view.text); // it knows of no search
  }

  // --- Lanes ---
  function lane() {
    return h('li', {}, h('b', {}), h('span', { class: 'dim num' }), h('button', { type: 'button', class: 'quiet small' }));
  }

  function fillLane(element, one) {
    const [name, use, button] = element.children;
    say(name, `Lane ${one.name}`);
    say(use, [`${count(one.busy)} of ${count(one.places)} busy`, one.ready ? `${count(one.ready)} queued` : '', one.paused ? 'paused' : ''].filter(Boolean).join(' · '));
    say(button, one.paused ? 'Resume' : 'Pause');
    button.setAttribute('aria-label', `${one.paused ? 'Resume' : 'Pause'} the lane ${one.name}`);
    button.onclick = () => attempt(() => post(`/api/queue/${one.paused ? 'resume' : 'pause'}`, { scope: 'lane', name: one.name }),
      one.paused ? `The lane ${one.name} goes on.` : `Nothing new is begun in the lane ${one.name}; what runs goes on.`);
  }

  function showLanes(queue) {
    lanes.hidden = !queue.lanes.length;
    reconcile(lanes, queue.lanes, one => one.name, lane, fillLane);
  }

  // --- Providers: in use, paused, or called today ---
  function fillProvider(element, one) {
    const [name, use, button] = element.children;
    const most = places[one.name];
    const paused = (state.queue?.pauses || []).some(pause => pause.scope === 'provider' && pause.name === one.name);
    say(name, `Provider ${one.name}`);
    say(use, [`${count(one.under_way)}${most ? ` of ${count(most)}` : ''} under way`, one.calls_today ? `${count(one.calls_today)} ${one.calls_today === 1 ? 'call' : 'calls'} today` : '',
      ...Object.entries(one.spent_today).filter(([, sum]) => sum).map(([unit, sum]) => `${sum.toLocaleString('en', { maximumFractionDigits: 4 })} ${unit}`), paused ? 'paused' : ''].filter(Boolean).join(' · '));
    say(button, paused ? 'Resume' : 'Pause');
    button.setAttribute('aria-label', `${paused ? 'Resume' : 'Pause'} the provider ${one.name}`);
    button.onclick = () => attempt(() => post(`/api/queue/${paused ? 'resume' : 'pause'}`, { scope: 'provider', name: one.name }),
      paused ? `Calls to ${one.name} are made again.` : `No new calls are made to ${one.name}; what is under way is fetched.`);
  }

  function showProviders(queue) {
    providers.hidden = !queue.providers.length;
    reconcile(providers, queue.providers, one => one.name, lane, fillProvider);
  }

  // --- What runs ---
  function card(job) {
    return h('li', { class: 'card' },
      h('a', { href: `#/job/${job.job_id}` }, thumb(job, true),
        h('span', { class: 'card-text' },
          h('span', { class: 'card-title' }), h('span', { class: 'dim card-type' }),
          h('span', { class: 'meter', role: 'progressbar', 'aria-valuemin': '0', 'aria-valuemax': '100' }, h('span', {})),
          h('span', { class: 'card-foot num' }, h('span', { class: 'card-note' }), h('b', { class: 'card-percent' })))));
  }

  function fill(element, job) {
    const percent = Math.round(job.progress);
    setThumb(element.querySelector('.thumb'), job);
    say(element.querySelector('.card-title'), job.title);
    say(element.querySelector('.card-type'), `#${job.job_id} · ${type(job.job_type)} · ${span(since(job.started_at))}`);
    say(element.querySelector('.card-note'), job.progress_message || 'starting');
    say(element.querySelector('.card-percent'), `${percent} %`);
    const meter = element.querySelector('.meter');
    meter.setAttribute('aria-valuenow', String(percent));
    meter.setAttribute('aria-label', `Progress of job ${job.job_id}`);
    meter.firstElementChild.style.width = `${job.progress}%`;
  }

  function showRunning(jobs) {
    runningSection.hidden = !jobs.length;
    reconcile(running, jobs, job => job.job_id, card, fill);
  }

  // --- The list ---
  function line(job) {
    return h('tr', {
      onclick: event => {
        if (!event.target.closest('a,button') && !String(window.getSelection())) location.hash = `#/job/${job.job_id}`;
      },
    }, h('td', { class: 'c-thumb' }, thumb(job)),
    h('td', { class: 'c-job' }, h('a', { href: `#/job/${job.job_id}` }, h('span', { class: 'title' })), h('span', { class: 'dim num id' })),
    h('td', { class: 'c-type' }), h('td', { class: 'c-status' }), h('td', { class: 'c-note' }), h('td', { class: 'c-when num' }));
  }

  function note(job) {
    if (status(job.status)[0] === 'running') return `${Math.round(job.progress)} % · ${job.progress_message || 'starting'}`;
    if (job.status === 'queued' || job.status === 'keying_queued') {
      const place = job.position ? `place ${count(job.position)}` : '';
      const later = job.run_at && since(job.run_at) < 0 ? `not before ${clock(job.run_at)}` : '';
      const why = job.error_message || job.progress_message || (job.waits_for ? `waits for ${job.waits_for}` : '');
      const first = job.priority ? `priority ${job.priority}` : '';
      return [place, first, later, why].filter(Boolean).join(' · ') || 'waits for its turn';
    }
    if (status(job.status)[0] === 'waiting') {
      return [job.progress_message, job.run_at ? `next look ${ago(job.run_at)}` : ''].filter(Boolean).join(' · ');
    }
    return job.error_message || job.progress_message || '';
  }

  function moment(job) {
    return job.finished_at || (status(job.status)[0] === 'running' ? job.started_at : null) || job.created_at;
  }

  function fillLine(row, job) {
    row.job = job;
    const [thumbCell, name, kind, state_, known, when] = row.cells;
    setThumb(thumbCell.firstChild, job);
    say(name.querySelector('.title'), job.title);
    say(name.querySelector('.id'), `#${job.job_id}`);
    say(kind, type(job.job_type));
    if (row.dataset.status !== job.status) {
      state_.replaceChildren(chip(job.status));
      row.dataset.status = job.status;
    }
    say(known, note(job));
    known.title = note(job);
    known.classList.toggle('error', job.status === 'failed' || job.status === 'needs_decision');
    say(when, ago(moment(job)));
    when.title = clock(moment(job));
  }

  let loading = null;
  let stale = false;
  let last = 0;

  async function load() {
    if (loading) {
      stale = true;
      return;
    }
    loading = new AbortController();
    last = Date.now();
    const query = new URLSearchParams({ order: view.group.order, limit: PAGE, offset: view.offset });
    if (view.group.statuses) query.set('status', view.group.statuses);
    if (view.text) query.set('q', view.text);
    if (view.type) query.set('type', view.type);
    const page = await attempt(() => get(`/api/jobs?${query}`, { signal: loading.signal }));
    loading = null;
    if (page) {
      if (page.total <= view.offset && view.offset > 0) {
        view.offset = Math.max(0, Math.floor((page.total - 1) / PAGE) * PAGE);
        stale = true;
      }
      reconcile(body, page.jobs, job => job.job_id, line, fillLine);
      table.hidden = !page.jobs.length;
      empty.hidden = page.jobs.length > 0;
      say(empty, view.text || view.type ? 'No job matches.' : view.group.name === 'all' ? 'No jobs yet. Drop a clip here, or INSERT INTO jobs.' : `Nothing is ${view.group.label.toLowerCase()}.`);
      say(range, page.total ? `${count(page.offset + 1)}–${count(page.offset + page.jobs.length)} of ${count(page.total)}` : '');
      back.disabled = view.offset === 0;
      on.disabled = page.offset + page.jobs.length >= page.total;
      pager.hidden = page.total <= PAGE;
    }
    if (stale) {
      stale = false;
      load();
    }
  }

  let timer = null;

  /** Soon, but not oftener than about once a second. */
  function loadSoon() {
    if (timer) return;
    timer = setTimeout(() => {
      timer = null;
      load();
    }, Math.max(80, 1000 - (Date.now() - last)));
  }

  function choose(group) {
    view.group = group;
    again_();
  }

  function again_() {
    view.offset = 0;
    say(document.getElementById('list-title'), view.group.name === 'all' ? 'All jobs' : view.group.label);
    const query = new URLSearchParams();
    if (view.group.name !== 'all') query.set('show', view.group.name);
    if (view.text) query.set('q', view.text);
    if (view.type) query.set('type', view.type);
    history.replaceState(null, '', `#/${String(query) ? `?${query}` : ''}`);
    if (state.queue) showFigures(state.queue);
    stale = false;
    if (loading) stale = true;
    else load();
  }

  back.onclick = () => {
    view.offset = Math.max(0, view.offset - PAGE);
    load();
  };
  on.onclick = () => {
    view.offset += PAGE;
    load();
  };
  let typing = null;
  search.oninput = () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      view.text = search.value.trim();
      again_();
    }, 200);
  };
  types.onchange = () => {
    view.type = types.value;
    again_();
  };
  again.onclick = async () => {
    const only = view.type;
    const query = new URLSearchParams({ status: 'failed', limit: 1, ...(only && { type: only }) });
    const page = await attempt(() => get(`/api/jobs?${query}`));
    if (!page?.total) return;
    const jobs = `${count(page.total)} failed job${page.total === 1 ? '' : 's'}${only ? ` of the type ${only}` : ''}`;
    if (await confirmed(`Queue ${jobs} again?`, 'Those that are paid make new calls.', 'Queue again')) {
      await attempt(() => post('/api/jobs/retry', only ? { job_type: only } : {}), 'Failed jobs are queued again.');
    }
  };
  attempt(async () => {
    const worker = await get('/api/worker');
    places = worker.provider_places;
    if (state.queue) showProviders(state.queue);
    types.append(...worker.job_types.map(name => h('option', { value: name, selected: name === view.type }, type(name))));
  });

  state.listeners.add((what, data) => {
    if (what === 'queue') {
      showFigures(data);
      showLanes(data);
      showProviders(data);
      showRunning(data.running);
      loadSoon();
    } else if (what === 'progress') {
      showRunning(data);
      const byId = new Map(data.map(job => [String(job.job_id), job]));
      [...body.rows].forEach(row => byId.has(row.dataset.key) && fillLine(row, byId.get(row.dataset.key)));
    } else if (what === 'tick') {
      [...body.rows].forEach(row => fillLine(row, row.job));
      if (state.queue) showRunning(state.queue.running);
    }
  });
  if (state.queue) {
    showFigures(state.queue);
    showLanes(state.queue);
    showProviders(state.queue);
    showRunning(state.queue.running);
  }
  again_();
  return () => {
    clearTimeout(timer);
    clearTimeout(typing);
    if (loading) loading.abort();
  };
}
