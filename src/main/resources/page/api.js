// Talks to the worker.

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function refusal(answer) {
  let detail = `The worker answered with status ${answer.status}.`;
  try {
    detail = (await answer.json()).detail || detail;
  } catch {
    // No JSON: the status has to do.
  }
  if (answer.status === 401) window.dispatchEvent(new CustomEvent('signin'));
  return new Refused(answer.status, detail);
}

export async function ask(method, path, body, options = {}) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers: body === undefined ? {} : { 'Content-Type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
      ...options,
    });
  } catch (e) {
    if (e.name === 'AbortError') throw e;
    throw new Refused(0, 'The worker does not answer. Is it running?');
  }
  if (!answer.ok) throw await refusal(answer);
  return answer;
}

export const get = async (path, options) => (await ask('GET', path, undefined, options)).json();

export const post = async (path, body = {}) => {
  const answer = await ask('POST', path, body);
  return answer.status === 204 ? null : answer.json();
};

export const remove = path => ask('DELETE', path);

/** Sends a file, telling how far it is. */
export function upload(file, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.onprogress = event => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(new Refused(0, 'The upload broke off.'));
    request.onload = () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // Said below.
      }
      if (request.status === 201) resolve(answer);
      else reject(new Refused(request.status, answer.detail || `The worker answered with status ${request.status}.`));
    };
    request.send(file);
  });
}

/** Listens to the queue; comes back by itself when the worker does. */
export function listen(on) {
  const source = new EventSource('/api/events');
  source.onopen = () => on.state('live');
  source.onerror = () => on.state(source.readyState === EventSource.CLOSED ? 'closed' : 'lost');
  for (const name of ['queue', 'progress', 'job', 'looked']) {
    source.addEventListener(name, event => on[name](JSON.parse(event.data)));
  }
  return source;
}
