// Drives plainjob for bench/run: seed DB N | drain DB N WORKERS | idle DB WORKERS | produce DB N LEAST_MS MOST_MS
// Times are CLOCK_MONOTONIC in nanoseconds. SLEEP_MS is the length of a job of "drain".
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { better, defineQueue, defineWorker } from 'plainjob';

const [verb, file, ...rest] = process.argv.slice(2);
const [count, second, third] = rest.map(Number);
const now = () => process.hrtime.bigint();
const logger = { error: console.error, warn() {}, info() {}, debug() {} };
const queue = defineQueue({ connection: better(new Database(file)), logger });
const note = (i) => ({ seq: i, note: `clip ${i} of the spring campaign, as it came from the generator; key, then stitch` });

const verbs = {
  seed() {
    if (count > 0) queue.addMany('noop', Array.from({ length: count }, (_, i) => note(i)));
    process.exit(0); // the queue keeps a timer of its own
  },

  async drain() {
    const millis = Number(process.env.SLEEP_MS ?? 0);
    let first;
    let completed = 0;
    await new Promise((done) => {
      const run = async () => {
        first ??= now();
        if (millis > 0) await sleep(millis);
      };
      const onCompleted = () => {
        if (++completed === count) done();
      };
      for (let i = 0; i < second; i++) defineWorker('noop', run, { queue, logger, onCompleted }).start();
    });
    const seconds = Number(now() - first) / 1e9;
    console.log(`jobs/s=${Math.round(count / seconds)} wall=${seconds.toFixed(4)}s`);
    process.exit(0);
  },

  idle() {
    const run = async (job) => {
      console.log(`${JSON.parse(job.data).seq} ${now()}`);
    };
    for (let i = 0; i < count; i++) defineWorker('noop', run, { queue, logger }).start();
  },

  async produce() {
    for (let i = 0; i < count; i++) {
      await sleep(second + Math.random() * (third - second));
      queue.add('noop', note(i));
      console.log(`${i} ${now()}`);
    }
    process.exit(0);
  },
};

await verbs[verb]();
