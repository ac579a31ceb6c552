// The frame: views by address, live state, theme, pausing, signing in.
import { ask, get, listen, post } from './api.js';
import { count, h, say, status } from './dom.js';
import { queueView } from './queue.js';
import { jobView } from './job.js';
import { playgroundView } from './playground.js';
import { setUpUploads } from './upload.js';

const main = document.getElementById('main');
const live = document.getElementById('live');
const pause = document.getElementById('pause');
const banner = document.getElementById('banner');

/** What is known of the queue; views listen to it. */
export const state = { queue: null, connection: 'lost', listeners: new Set() };

function tell(what, data) {
  state.listeners.forEach(listener => listener(what, data));
}

// --- Notes in the corner ------------------------------------------------------------------------------

/** More than these would cover what is worked with. */
const MOST_NOTES = 4;

/** How much a note matters: of jobs that end by themselves there may be hundreds a second. */
const ENDED = 0;
const FAILED = 1;
const ASKED_FOR = 2;

const notes = [];
const others = h('p', { class: 'toast more', hidden: true });
let unsaid = 0;
let forget = null;
document.getElementById('toasts').append(others);

function take(note) {
  clearTimeout(note.timer);
  note.element.remove();
  notes.splice(notes.indexOf(note), 1);
}

/** Counts a note for which there is no place. */
function leaveOut() {
  unsaid++;
  others.hidden = false;
  say(others, `and ${count(unsaid)} more`);
  clearTimeout(forget);
  forget = setTimeout(() => {
    unsaid = 0;
    others.hidden = true;
  }, 5000);
}

function tellOf(text, kind, rank) {
  if (notes.length === MOST_NOTES) {
    const least = notes.reduce((one, other) => other.rank < one.rank ? other : one);
    leaveOut();
    if (least.rank > rank || (least.rank === rank && rank !== ASKED_FOR)) return;
    take(least);
  }
  const note = { rank, element: h('p', { class: `toast ${kind}` }, text) };
  note.timer = setTimeout(() => take(note), kind ? 9000 : 5000);
  notes.push(note);
  others.before(note.element);
}

/** Tells of what a person has done here, or of what has become of it. */
export const toast = (text, kind = '') => tellOf(text, kind, ASKED_FOR);

/** Does something and tells of what went wrong with it. */
export async function attempt(work, done) {
  try {
    const answer = await work();
    if (done) toast(done);
    return answer;
  } catch (e) {
    if (e.name !== 'AbortError' && e.status !== 401) toast(e.message, 'bad');
    return undefined;
  }
}

/** Tells of jobs that were just queued, and what the worker remarks of them. */
export function tellQueued(jobs) {
  toast(jobs.length === 1 ? `Queued as job ${jobs[0].job_id}` : `Queued ${jobs.length} jobs`);
  for (const job of jobs) {
    for (const remark of job.remarks) toast(`Job ${job.job_id}: ${remark}`, 'remark');
  }
}

/** Asks before what cannot be taken back. */
export function confirmed(title, text, action) {
  const dialog = document.getElementById('dialog');
  return new Promise(resolve => {
    const end = answer => {
      dialog.close();
      resolve(answer);
    };
    dialog.replaceChildren(
      h('h2', { id: 'dialog-title' }, title),
      h('p', {}, text),
      h('div', { class: 'row end' },
        h('button', { type: 'button', class: 'quiet', onclick: () => end(false) }, 'Keep it'),
        h('button', { type: 'button', class: 'danger', onclick: () => end(true) }, action)));
    dialog.oncancel = () => resolve(false);
    dialog.showModal();
  });
}

// --- Views ------------------------------------------------------------------------------------------

let leave = () => {};

/** @param moved whether a person has come here from another view */
function show(moved) {
  const within = [document.body, null].includes(document.activeElement) || main.contains(document.activeElement);
  const [path, query] = location.hash.replace(/^#/, '').split('?');
  const parts = path.split('/').filter(Boolean);
  leave();
  state.listeners.clear();
  main.replaceChildren();
  const view = parts[0] === 'job' || parts[0] === 'playground' ? parts[0] : 'queue';
  document.querySelectorAll('nav a').forEach(link => {
    if (link.dataset.view === view) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
  const params = new URLSearchParams(query || '');
  const opened = view === 'job' ? jobView(main, parts[1]) : view === 'playground' ? playgroundView(main, params) : queueView(main, params);
  leave = opened || (() => {});
  document.title = view === 'job' ? `Job ${parts[1]} · Media Worker` : view === 'playground' ? 'Keying playground · Media Worker' : 'Media Worker';
  window.scrollTo(0, 0);
  if (moved && within) {
    // What had the focus is gone with the old view: Tab goes on from the beginning of the new one, whose title is read out.
    main.querySelector('h1').id = 'title';
    main.setAttribute('aria-labelledby', 'title');
    main.focus({ preventScroll: true });
  }
}

window.addEventListener('hashchange', () => show(true));

// An address of its own, which it would be without this, is another view.
document.querySelector('.skip').onclick = event => {
  event.preventDefault();
  main.focus();
};

// --- Live state ---------------------------------------------------------------------------------------

let source = null;

function connect() {
  if (source) source.close();
  source = listen({
    state(word) {
      state.connection = word;
      live.className = `live ${word === 'live' ? 'on' : 'off'}`;
      say(live, word === 'live' ? 'live' : 'reconnecting');
      if (word === 'closed') probe();
    },
    queue(queue) {
      state.queue = queue;
      showPauses(queue);
      tell('queue', queue);
    },
    progress(running) {
      if (state.queue) state.queue.running = running;
      tell('progress', running);
    },
    job(job) {
      if (['completed', 'failed', 'needs_decision'].includes(job.status)) {
        const well = job.status === 'completed';
        tellOf(`Job ${job.job_id}, ${job.title}: ${status(job.status)[1].toLowerCase()}`, well ? '' : 'bad', well ? ENDED : FAILED);
      }
      tell('job', job);
    },
    looked() {
      tell('looked');
    },
  });
}

// A browser has six connections to a server: hidden pages must not keep theirs.
function disconnect() {
  if (source) source.close();
  source = null;
}

document.addEventListener('visibilitychange', () => {
  if (document.hidden) disconnect();
  else if (!source) connect();
});
window.addEventListener('pagehide', () => {
  leave();
  leave = () => {};
  disconnect();
});
window.addEventListener('pageshow', event => {
  if (event.persisted) {
    show(false);
    connect();
  }
});

/** A closed stream does not say why: without a token, or too many pages. */
async function probe() {
  try {
    await get('/api/queue');
    setTimeout(connect, 3000);
  } catch (e) {
    if (e.status !== 401) setTimeout(connect, 3000);
  }
}

function showPauses(queue) {
  const all = queue.pauses.find(one => one.scope === 'all');
  pause.hidden = false;
  say(pause, all ? 'Resume' : 'Pause');
  pause.classList.toggle('held', Boolean(all));
  pause.onclick = () => attempt(() => post(`/api/queue/${all ? 'resume' : 'pause'}`, { scope: 'all' }), all ? 'The queue goes on.' : 'Nothing new is begun; what runs goes on.');
  const words = queue.pauses.map(one => h('li', {},
    h('span', {}, one.scope === 'all' ? 'The queue is paused.' : `${{ type: 'Jobs of type', lane: 'The lane', provider: 'The provider' }[one.scope]} ${one.name} ${one.scope === 'type' ? 'are' : 'is'} paused.`,
      one.reason ? ` ${one.reason}` : ''),
    h('button', { type: 'button', class: 'quiet small', onclick: () => attempt(() => post('/api/queue/resume', { scope: one.scope, name: one.name })) }, 'Resume')));
  if (!queue.workers.length) words.push(h('li', {}, 'No worker takes jobs from this table just now.'));
  banner.replaceChildren(...(words.length ? [h('ul', { class: 'banner', 'aria-label': 'What holds the queue' }, words)] : []));
}

// --- Signing in ----------------------------------------------------------------------------------------

window.addEventListener('signin', () => {
  const dialog = document.getElementById('dialog');
  if (dialog.open) return;
  const token = h('input', { type: 'password', autocomplete: 'current-password', required: true, id: 'token' });
  const wrong = h('p', { class: 'error', role: 'alert' });
  dialog.replaceChildren(h('form', {
    onsubmit: async event => {
      event.preventDefault();
      try {
        await ask('POST', '/api/session', { token: token.value });
        dialog.close();
        connect();
        show(true);
      } catch (e) {
        say(wrong, e.message);
      }
    },
  }, h('h2', { id: 'dialog-title' }, 'Sign in'), h('label', { htmlFor: 'token' }, 'This worker’s token (HTTP_TOKEN)'), token, wrong,
  h('div', { class: 'row end' }, h('button', { class: 'primary' }, 'Sign in'))));
  dialog.showModal();
});

// --- Theme ---------------------------------------------------------------------------------------------

const themes = ['system', 'light', 'dark'];
const button = document.getElementById('theme');

function setTheme(name) {
  if (name === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = name;
  button.setAttribute('aria-label', `Theme: ${name === 'system' ? 'as the system' : name}`);
  button.title = button.getAttribute('aria-label');
  button.firstElementChild.textContent = { system: '◐', light: '☀', dark: '☾' }[name];
  localStorage.setItem('theme', name);
}

button.onclick = () => setTheme(themes[(themes.indexOf(localStorage.getItem('theme') || 'system') + 1) % 3]);
setTheme(themes.includes(localStorage.getItem('theme')) ? localStorage.getItem('theme') : 'system');

// Ages go on by themselves.
setInterval(() => tell('tick'), 5000);

setUpUploads();
show(false);
connect();

