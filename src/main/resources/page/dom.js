// Elements, lists that change in place, and how figures and times are written.

/** Makes an element. Properties with "on" are listeners; "class", "data-…", "aria-…" are attributes. */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else if (name in element && !['list', 'form'].includes(name)) element[name] = value;
    else element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(9).filter(child => child !== null && child !== undefined && child !== false));
  return element;
}

/** Brings a parent's children in line with items; elements of the same key stay, with focus and pictures. */
export function reconcile(parent, items, key, create, update) {
  const names = new Set(items.map(item => String(key(item))));
  const old = new Map();
  for (const child of [...parent.children]) {
    // First of all: what is put elsewhere because of one that is to go loses its focus.
    if (names.has(child.dataset.key)) old.set(child.dataset.key, child);
    else child.remove();
  }
  let at = parent.firstElementChild;
  for (const item of items) {
    const name = String(key(item));
    let element = old.get(name);
    if (!element) {
      element = create(item);
      element.dataset.key = name;
    }
    update(element, item);
    if (element === at) at = at.nextElementSibling;
    else parent.insertBefore(element, at);
  }
}

/** Writes text only where it differs, so that screen readers and selections are left in peace. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

export const count = number => Number(number || 0).toLocaleString('en');

/** "4 s", "3 min", "2 h 5 min", "3 days". */
export function span(seconds) {
  if (!Number.isFinite(seconds)) return '';
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return s < 600 && s % 60 ? `${Math.floor(s / 60)} min ${s % 60} s` : `${Math.floor(s / 60)} min`;
  if (s < 172800) return `${Math.floor(s / 3600)} h${Math.floor(s % 3600 / 60) ? ` ${Math.floor(s % 3600 / 60)} min` : ''}`;
  return `${Math.floor(s / 86400)} days`;
}

export const since = time => time ? (Date.now() - Date.parse(time)) / 1000 : NaN;

/** "just now", "40 s ago", "3 min ago", "in 2 h". */
export function ago(time) {
  const seconds = since(time);
  if (!Number.isFinite(seconds)) return '';
  if (seconds < -1) return `in ${span(-seconds)}`;
  return seconds < 5 ? 'just now' : `${span(seconds < 60 ? seconds : seconds - seconds % 60)} ago`;
}

export const clock = time => time ? new Date(time).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' }) : '';

/** An element whose text is the age of a time, and whose title is the time. */
export const when = time => time
  ? h('time', { dateTime: time, title: clock(time), class: 'when' }, ago(time)) : '';

export function bytes(n) {
  return n < 1e6 ? `${Math.max(1, Math.round(n / 1e3))} kB` : n < 1e9 ? `${(n / 1e6).toFixed(1)} MB` : `${(n / 1e9).toFixed(2)} GB`;
}

const STATUS = {
  queued: ['queued', 'Queued'],
  keying_queued: ['queued', 'Queued for keying'],
  processing: ['running', 'Running'],
  keying_processing: ['running', 'Keying'],
  stitching: ['running', 'Stitching'],
  waiting_remote: ['waiting', 'At the provider'],
  waiting_for_children: ['waiting', 'Waits for its parts'],
  waiting_for_jobs: ['waiting', 'Waits for jobs'],
  waiting_for_analysis: ['waiting', 'Waits for analysis'],
  needs_decision: ['decide', 'Needs you'],
  completed: ['completed', 'Completed'],
  failed: ['failed', 'Failed'],
  cancelled: ['cancelled', 'Cancelled'],
  skipped: ['cancelled', 'Skipped'],
};

/** What a status is shown as: a class and words. */
export const status = word => STATUS[word] || (word.startsWith('waiting') ? ['waiting', word.replaceAll('_', ' ')] : ['other', word.replaceAll('_', ' ')]);

export const chip = word => h('span', { class: `chip ${status(word)[0]}` }, status(word)[1]);

export const type = word => word.replaceAll('_', ' ');

const GLYPHS = { animation: '▶', image_generation: '✦', stitching: '+', video_stitching: '+', trim: '✂', gpu_job: '⚙' };

/** A job's small picture, or a sign of its type. */
export function thumb(job, big = false) {
  const box = h('span', { class: big ? 'thumb big' : 'thumb', 'aria-hidden': 'true' });
  setThumb(box, job);
  return box;
}

export function setThumb(box, job) {
  const wanted = job.has_thumbnail ? `/api/jobs/${job.job_id}/thumbnail?v=${job.status}` : '';
  if (box.dataset.src === wanted && box.firstChild) return;
  box.dataset.src = wanted;
  const glyph = h('span', { class: 'glyph' }, GLYPHS[job.job_type] || '◇');
  if (!wanted) return box.replaceChildren(glyph);
  const picture = h('img', { src: wanted, alt: '', loading: 'lazy', decoding: 'async', onerror: () => box.replaceChildren(glyph) });
  box.replaceChildren(picture);
}
