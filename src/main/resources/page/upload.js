// Files that are dropped or chosen: sent, then queued or tried out.
import { post, upload } from './api.js';
import { bytes, h, say } from './dom.js';
import { attempt, tellQueued } from './app.js';

export function setUpUploads() {
  const chooser = document.getElementById('file');
  const overlay = document.getElementById('drop');
  document.getElementById('add').onclick = () => chooser.click();
  chooser.onchange = () => {
    take([...chooser.files]);
    chooser.value = '';
  };
  let depth = 0;
  const files = event => [...(event.dataTransfer?.types || [])].includes('Files');
  window.addEventListener('dragenter', event => {
    if (files(event)) {
      depth++;
      overlay.hidden = false;
    }
  });
  window.addEventListener('dragleave', event => {
    if (files(event) && --depth <= 0) {
      depth = 0;
      overlay.hidden = true;
    }
  });
  window.addEventListener('dragover', event => files(event) && event.preventDefault());
  window.addEventListener('drop', event => {
    if (!files(event)) return;
    event.preventDefault();
    depth = 0;
    overlay.hidden = true;
    take([...event.dataTransfer.files]);
  });
}

let turn = Promise.resolve();

/** Files that come while others are sent or asked about wait for their turn. */
function take(files) {
  if (files.length) turn = turn.then(() => sendAndAsk(files)).catch(e => console.error(e));
}

/** When no question stands in it. */
function closed(dialog) {
  return new Promise(resolve => dialog.open ? dialog.addEventListener('close', resolve, { once: true }) : resolve());
}

/** Says of which file a refusal is. */
async function named(name, work) {
  try {
    return await work;
  } catch (e) {
    e.message = `${name}: ${e.message}`;
    throw e;
  }
}

/** Sends files and asks what to do with them, also when the sending was put out of sight. */
async function sendAndAsk(files) {
  const dialog = document.getElementById('dialog');
  await closed(dialog);
  const bar = h('progress', { max: 1, value: 0, 'aria-label': 'Upload' });
  const note = h('p', { class: 'dim' });
  const title = h('h2', { id: 'dialog-title' }, files.length === 1 ? files[0].name : `${files.length} files`);
  dialog.oncancel = null;
  dialog.replaceChildren(title, bar, note);
  dialog.showModal();
  const sent = [];
  let done = 0;
  for (const file of files) {
    say(note, `Sending ${file.name}, ${bytes(file.size)}`);
    const answer = await attempt(() => named(file.name, upload(file, share => {
      bar.value = (done + share) / files.length;
    })));
    done++;
    if (answer) sent.push(answer);
  }
  const ours = dialog.contains(bar);
  if (!sent.length) return ours && dialog.close();
  if (!ours) await closed(dialog);
  const queue = async () => {
    const jobs = [];
    for (const file of sent) {
      const still = file.type.startsWith('image/');
      const job = await attempt(() => named(file.path, post('/api/jobs', { job_type: 'keying', input_data: still ? { image: file.path } : { video: file.path } })));
      if (job) jobs.push(job);
    }
    dialog.close();
    if (jobs.length) {
      tellQueued(jobs);
      location.hash = '#/';
    }
  };
  dialog.replaceChildren(title,
    h('p', { class: 'dim' }, files.length === 1 ? `Saved as ${sent[0].path}` : `Saved ${sent.length}${sent.length < files.length ? ` of ${files.length}` : ''} files`),
    h('div', { class: 'row end' },
      h('button', { type: 'button', class: 'quiet', onclick: () => dialog.close() }, 'Only keep'),
      sent.length === 1 && h('button', {
        type: 'button',
        onclick: () => {
          dialog.close();
          location.hash = `#/playground?file=${encodeURIComponent(sent[0].path)}`;
        },
      }, 'Try settings'),
      h('button', { type: 'button', class: 'primary', onclick: queue }, 'Queue keying')));
  if (!dialog.open) dialog.showModal();
  dialog.querySelector('.primary').focus();
  await closed(dialog);
}
