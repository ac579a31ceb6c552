// Before and after, one upon the other: a line that wipes between them, and one time for both.
import { h, say } from './dom.js';

const clockOf = seconds => `${Math.floor(seconds / 60)}:${(seconds % 60).toFixed(2).padStart(5, '0')}`;

/** Lets go of the connections that videos hold. */
export function release(parent) {
  parent.querySelectorAll('video').forEach(video => {
    video.removeAttribute('src');
    video.load();
  });
}

/** A picture or video that fills the stage. */
function medium(file, label, onReady, onBad) {
  const video = file.type.startsWith('video/');
  const element = video
    ? h('video', { src: file.url, muted: true, loop: true, playsInline: true, preload: 'auto', 'aria-label': label })
    : h('img', { src: file.url, alt: label, decoding: 'async' });
  element.addEventListener(video ? 'loadedmetadata' : 'load', () => onReady(element));
  element.addEventListener('error', () => onBad(file));
  return element;
}

/** Why a file is not shown: an element does not tell whether there was none. */
async function fault(file) {
  let status = 0;
  if (!/^https?:/.test(file.url)) status = await fetch(file.url, { method: 'HEAD' }).then(answer => answer.status, () => -1);
  if (status === 404) return `${file.name} is not there any more.`;
  if (status < 0) return `${file.name} could not be fetched: the worker does not answer.`;
  if (status >= 400) return `${file.name} could not be fetched: the worker answered with status ${status}.`;
  return `This browser cannot show ${file.name}. Download it to see it.`;
}

/**
 * The stage. With one file there is nothing to wipe.
 * @param before the file that was worked on, or null
 * @param after the file that was made, or null
 */
export function compare(before, after) {
  const files = [before && { file: before, label: 'Before', side: 'before' }, after && { file: after, label: 'After', side: 'after' }].filter(Boolean);
  const stage = h('div', { class: 'stage checker' });
  const frame = h('div', { class: 'frame' });
  stage.append(frame);
  const media = [];
  const note = h('p', { class: 'stage-note', hidden: true, role: 'status' });
  const faults = [];
  for (const one of files) {
    const element = medium(one.file, one.label, fit, async file => {
      faults.push(await fault(file));
      note.hidden = false;
      say(note, faults.join(' '));
    });
    element.classList.add('layer', one.side);
    media.push(element);
    frame.append(element);
  }
  stage.append(note);
  const both = files.length === 2;
  const controls = h('div', { class: 'stage-bar' });
  const root = h('div', { class: 'compare' }, stage, controls);

  function fit(element) {
    const width = element.videoWidth || element.naturalWidth;
    const height = element.videoHeight || element.naturalHeight;
    if (width && height) {
      frame.style.aspectRatio = `${width} / ${height}`;
      frame.style.setProperty('--ratio', String(width / height));
    }
    if (element.duration) time.max = String(Math.max(Number(time.max), element.duration));
  }

  // --- The line ---
  if (both) {
    const line = h('span', { class: 'line', 'aria-hidden': 'true' });
    const tags = [h('span', { class: 'tag left' }, 'Before'), h('span', { class: 'tag right' }, 'After')];
    const wipe = h('input', { type: 'range', class: 'wipe', min: 0, max: 100, step: 0.5, value: 50, 'aria-label': 'Line between before and after' });
    wipe.oninput = () => frame.style.setProperty('--wipe', `${wipe.value}%`);
    wipe.oninput();
    frame.append(line, ...tags, wipe);
    const modes = h('div', { class: 'segments', role: 'group', 'aria-label': 'Show' });
    for (const [name, label] of [['wipe', 'Wipe'], ['before', 'Before'], ['after', 'After']]) {
      modes.append(h('button', {
        type: 'button', 'aria-pressed': String(name === 'wipe'),
        onclick: event => {
          stage.dataset.mode = name;
          modes.querySelectorAll('button').forEach(button => button.setAttribute('aria-pressed', String(button === event.currentTarget)));
        },
      }, label));
    }
    stage.dataset.mode = 'wipe';
    controls.append(modes);
  }

  // --- Time ---
  const videos = media.filter(element => element.tagName === 'VIDEO');
  const time = h('input', { type: 'range', class: 'scrub', min: 0, max: 0, step: 0.01, value: 0, 'aria-label': 'Time' });
  const shown = h('span', { class: 'num dim time' }, clockOf(0));
  if (videos.length) {
    const play = h('button', { type: 'button', class: 'quiet icon', 'aria-label': 'Play' }, '▶');
    const master = videos[videos.length - 1];
    const playing = () => !master.paused;
    play.onclick = () => {
      if (playing()) videos.forEach(video => video.pause());
      else videos.forEach(video => video.play().catch(() => {}));
    };
    const mark = () => {
      play.textContent = playing() ? '❚❚' : '▶';
      play.setAttribute('aria-label', playing() ? 'Pause the video' : 'Play the video');
    };
    master.addEventListener('play', mark);
    master.addEventListener('pause', mark);
    time.oninput = () => {
      videos.forEach(video => {
        video.pause();
        video.currentTime = Number(time.value);
      });
      say(shown, clockOf(Number(time.value)));
    };
    master.addEventListener('timeupdate', () => {
      if (playing()) {
        time.value = String(master.currentTime);
        say(shown, clockOf(master.currentTime));
        for (const video of videos) {
          if (video !== master && Math.abs(video.currentTime - master.currentTime) > 0.1) video.currentTime = master.currentTime;
        }
      }
    });
    controls.append(play, time, shown);
  }

  // --- What is behind ---
  const grounds = h('div', { class: 'segments', role: 'group', 'aria-label': 'Behind it' });
  for (const [name, label] of [['checker', '▦'], ['white', '○'], ['black', '●']]) {
    grounds.append(h('button', {
      type: 'button', 'aria-pressed': String(name === 'checker'), 'aria-label': { checker: 'Checkerboard', white: 'White', black: 'Black' }[name],
      onclick: event => {
        stage.className = `stage ${name}`;
        grounds.querySelectorAll('button').forEach(button => button.setAttribute('aria-pressed', String(button === event.currentTarget)));
      },
    }, label));
  }
  controls.append(grounds);
  return root;
}
