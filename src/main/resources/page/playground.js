// The keying playground: one picture of a clip, keyed as settings change.
import { ask, get, post } from './api.js';
import { h, say } from './dom.js';
import { attempt, tellQueued } from './app.js';

const DIALS = [
  { name: 'tolerance', label: 'Tolerance', least: 0.2, most: 4, step: 0.05, usual: 1, hint: 'how unlike the key colour the screen may be' },
  { name: 'clip_black', label: 'Clip black', least: 0, most: 0.45, step: 0.01, usual: 0.04, hint: 'coverage below this is empty' },
  { name: 'clip_white', label: 'Clip white', least: 0.5, most: 1, step: 0.01, usual: 0.92, hint: 'coverage above this is solid' },
  { name: 'edge_offset', label: 'Edge', least: -10, most: 10, step: 1, usual: 0, hint: 'grows or shrinks the subject, in pixels' },
  { name: 'softness', label: 'Softness', least: 0, most: 20, step: 0.5, usual: 0, hint: 'of the edge, in pixels' },
  { name: 'spill_amount', label: 'Spill', least: 0, most: 1, step: 0.05, usual: 1, hint: 'how much of the screen’s tint goes' },
  { name: 'spill_balance', label: 'Spill balance', least: 0, most: 1, step: 0.05, usual: 0.7, hint: 'which tint counts as spill' },
  { name: 'despot_specks', label: 'Specks', least: 0, most: 8, step: 1, usual: 0, hint: 'specks up to this size go, in pixels' },
  { name: 'despot_holes', label: 'Holes', least: 0, most: 8, step: 1, usual: 0, hint: 'holes up to this size are filled' },
];

export function playgroundView(main, params) {
  const source = { file: params.get('file') || '', job: params.get('job') || '', seconds: 0, info: null };
  const path = h('input', { type: 'text', value: source.file, placeholder: 'clips/shot.mp4', 'aria-label': 'Clip or picture, below the base folder', spellcheck: false });
  const open = h('form', {
    class: 'row grow', onsubmit: event => {
      event.preventDefault();
      if (path.value.trim()) location.hash = `#/playground?file=${encodeURIComponent(path.value.trim())}`;
    },
  }, path, h('button', {}, 'Open'));
  const canvas = h('canvas', { width: 16, height: 9, role: 'img', 'aria-label': 'The keyed picture' });
  const stage = h('div', { class: 'stage checker', 'aria-busy': 'false' }, h('div', { class: 'frame' }, canvas), h('span', { class: 'busy', 'aria-hidden': 'true' }));
  const note = h('p', { class: 'dim note', role: 'status' });
  const time = h('input', { type: 'range', class: 'scrub', min: 0, max: 0, step: 0.01, value: 0, 'aria-label': 'Time in the clip' });
  const clock = h('span', { class: 'num dim time' }, '0.00 s');
  const modes = h('div', { class: 'segments', role: 'group', 'aria-label': 'Show' });
  const color = h('input', { type: 'color', value: '#00b140', 'aria-label': 'Key colour', disabled: true });
  const measure = h('input', { type: 'checkbox', checked: true, id: 'measure' });
  const shadow = h('input', { type: 'checkbox', id: 'shadow' });
  const force = h('input', { type: 'checkbox', id: 'force' });
  const output = h('select', { id: 'output' }, [['webm', 'WebM, for the web'], ['mov', 'ProRes 4444, for editors'], ['png', 'PNG pictures in a ZIP'], ['gif', 'GIF'], ['webp', 'WebP']].map(([value, label]) => h('option', { value }, label)));
  const outputHint = h('small', { class: 'dim', id: 'hint-output', hidden: true }, 'A still picture is keyed to PNG.');
  output.setAttribute('aria-describedby', outputHint.id);
  const dials = new Map();
  const queue = h('button', { type: 'button', class: 'primary', disabled: true }, 'Queue with these settings');
  const copy = h('button', { type: 'button', class: 'quiet' }, 'Copy as JSON');
  const reset = h('button', { type: 'button', class: 'quiet' }, 'Reset');
  let mode = 'result';
  let original = null;
  let keyed = null;

  const fields = DIALS.map(dial => {
    const shown = h('output', { class: 'num' }, String(dial.usual));
    const range = h('input', { type: 'range', id: `dial-${dial.name}`, min: dial.least, max: dial.most, step: dial.step, value: dial.usual, 'aria-describedby': `hint-${dial.name}` });
    const field = h('div', { class: 'dial' }, h('label', { htmlFor: range.id }, dial.label), shown, range, h('small', { class: 'dim', id: `hint-${dial.name}` }, dial.hint));
    range.oninput = () => {
      say(shown, range.value);
      field.classList.toggle('changed', Number(range.value) !== dial.usual);
      change();
    };
    dials.set(dial.name, { range, dial });
    return field;
  });

  for (const [name, label] of [['result', 'Result'], ['matte', 'Matte'], ['source', 'Source']]) {
    modes.append(h('button', {
      type: 'button', 'aria-pressed': String(name === mode), onclick: event => {
        mode = name;
        modes.querySelectorAll('button').forEach(button => button.setAttribute('aria-pressed', String(button === event.currentTarget)));
        draw();
      },
    }, label));
  }

  main.append(h('div', { class: 'bar' }, h('h1', {}, 'Keying playground'), open),
    h('div', { class: 'play-body' },
      h('div', {}, h('div', { class: 'compare' }, stage, h('div', { class: 'stage-bar' }, modes, time, clock)), note),
      h('form', { class: 'panel dials', 'aria-label': 'Keying settings', onsubmit: event => event.preventDefault() },
        h('div', { class: 'dial check' }, h('span', { class: 'row' }, measure, h('label', { htmlFor: 'measure' }, 'Measure the key colour')), color),
        fields,
        h('div', { class: 'row checks' }, h('span', { class: 'row' }, shadow, h('label', { htmlFor: 'shadow' }, 'Keep shadows')), h('span', { class: 'row' }, force, h('label', { htmlFor: 'force' }, 'Key without a clear screen'))),
        h('div', { class: 'dial' }, h('label', { htmlFor: 'output' }, 'Output'), h('span', {}), output, outputHint),
        h('div', { class: 'row wrap' }, queue, copy, reset))));

  /** What differs from the usual. */
  function settings() {
    const all = {};
    for (const [name, { range, dial }] of dials) {
      if (Number(range.value) !== dial.usual) all[name] = Number(range.value);
    }
    if (!measure.checked) all.key_color = color.value;
    if (shadow.checked) all.shadow = 'keep';
    if (force.checked) all.force = true;
    return all;
  }

  // --- Pictures ---
  async function picture(answer) {
    return createImageBitmap(await answer.blob(), { premultiplyAlpha: 'none' });
  }

  function draw() {
    const shown = mode === 'source' ? original : keyed || original;
    if (!shown) return;
    if (canvas.width !== shown.width || canvas.height !== shown.height) {
      canvas.width = shown.width;
      canvas.height = shown.height;
      canvas.parentElement.style.aspectRatio = `${shown.width} / ${shown.height}`;
      canvas.parentElement.style.setProperty('--ratio', String(shown.width / shown.height));
    }
    const pen = canvas.getContext('2d', { willReadFrequently: true });
    pen.clearRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(shown, 0, 0);
    if (mode === 'matte' && keyed) {
      const pixels = pen.getImageData(0, 0, canvas.width, canvas.height);
      const data = pixels.data;
      for (let i = 0; i < data.length; i += 4) {
        data[i] = data[i + 1] = data[i + 2] = data[i + 3];
        data[i + 3] = 255;
      }
      pen.putImageData(pixels, 0, 0);
    }
    canvas.setAttribute('aria-label', { result: 'The keyed picture', matte: 'The matte: white is kept', source: 'The picture as it is' }[mode]);
    canvas.dataset.shown = `${mode} ${keyed ? 'keyed' : 'source'}`;
  }

  let running = null;
  let timer = null;
  const view = `page-${String(Math.random()).slice(2)}`;

  /** The last change wins: what is under way for an older one is given up, by the worker too. */
  function change(delay = 180) {
    clearTimeout(timer);
    timer = setTimeout(key, delay);
  }

  async function key() {
    if (!source.info) return;
    if (running) running.abort();
    const mine = new AbortController();
    running = mine;
    stage.setAttribute('aria-busy', 'true');
    const what = { file: source.info.file, time: String(source.seconds), settings: settings(), view };
    try {
      const answer = await ask('POST', '/api/preview/key', what, { signal: mine.signal });
      const told = new TextDecoder().decode(Uint8Array.from(atob(answer.headers.get('X-Keying-Note') || ''), c => c.charCodeAt(0)));
      const made = await picture(answer);
      if (running !== mine) return;
      keyed = made;
      note.classList.remove('error');
      say(note, told);
      const found = /#[0-9a-f]{6}/i.exec(told);
      if (measure.checked && found) color.value = found[0];
      draw();
    } catch (e) {
      if (e.name === 'AbortError' || running !== mine) return;
      keyed = null;
      note.classList.add('error');
      say(note, e.message);
      draw();
    } finally {
      if (running === mine) {
        running = null;
        stage.setAttribute('aria-busy', 'false');
      }
    }
  }

  async function frame() {
    const query = new URLSearchParams({ file: source.info.file, time: String(source.seconds), small: '1' });
    const answer = await attempt(() => ask('GET', `/api/preview/frame?${query}`));
    if (answer) {
      original = await picture(answer);
      if (!keyed || mode === 'source') draw();
    }
  }

  let moving = null;
  time.oninput = () => {
    source.seconds = Number(time.value);
    say(clock, `${source.seconds.toFixed(2)} s`);
    clearTimeout(moving);
    moving = setTimeout(() => {
      frame();
      change(0);
    }, 200);
  };
  measure.onchange = () => {
    color.disabled = measure.checked;
    change();
  };
  for (const field of [color, shadow, force]) field.addEventListener('input', () => change());
  reset.onclick = () => {
    for (const { range, dial } of dials.values()) {
      range.value = String(dial.usual);
      range.oninput();
    }
    measure.checked = true;
    color.disabled = true;
    shadow.checked = false;
    force.checked = false;
    change();
  };
  copy.onclick = () => attempt(() => navigator.clipboard.writeText(JSON.stringify(settings())), 'The settings are copied.');
  queue.onclick = async () => {
    const still = source.info.seconds === 0;
    const job = await attempt(() => post('/api/jobs', {
      job_type: 'keying',
      input_data: { [still ? 'image' : 'video']: source.info.file, ...settings(), ...(still || output.value === 'webm' ? {} : { output: output.value }) },
    }));
    if (job) {
      tellQueued([job]);
      location.hash = `#/job/${job.job_id}`;
    }
  };

  async function load() {
    if (!source.file && !source.job) {
      say(note, 'Open a clip by its path, drop one on this page, or come here from a job.');
      return;
    }
    const query = new URLSearchParams(source.file ? { file: source.file } : { job: source.job });
    const info = await attempt(() => get(`/api/preview/info?${query}`));
    if (!info) {
      say(note, 'It could not be opened.');
      return;
    }
    source.info = info;
    path.value = info.file;
    time.max = String(Math.max(0, info.seconds - 0.04));
    const still = info.seconds === 0;
    time.disabled = still;
    output.disabled = still;
    outputHint.hidden = !still;
    source.seconds = Math.round(info.seconds / 3 * 100) / 100;
    time.value = String(source.seconds);
    say(clock, `${source.seconds.toFixed(2)} s`);
    queue.disabled = false;
    say(note, `${info.width} × ${info.height}${info.seconds ? `, ${info.seconds.toFixed(2)} s` : ''}`);
    await frame();
    change(0);
  }

  load();
  return () => {
    clearTimeout(timer);
    clearTimeout(moving);
    if (running) running.abort();
  };
}
