-- The jobs table of Media Worker. The table is the API: queue work with INSERT, steer it with UPDATE
-- and DELETE, read it with SELECT, from any language or the sqlite3 shell.
--
-- "bin/worker init" and a start apply this file where it is needed; sqlite3 jobs.db < jobs.sql does the
-- same by hand, as often as you like. On a table that another program made the worker first adds the
-- columns that are missing, which this file cannot; nothing is ever renamed, and nothing dropped but
-- views, indexes and triggers of its own.
--
-- In this file: the table; the views for people (v_active, v_queue, v_waiting, v_decisions, v_failed,
-- v_recent, v_spend, v_counts, v_needs, v_pipelines, v_pauses, v_history); the indexes; the worker's
-- own tables.
--
-- In the sqlite3 shell say ".timeout 5000" first: else it gives up where the worker writes just then.
--
--   queue     INSERT INTO jobs (job_type, input_data) VALUES ('keying', '{"video": "in.mp4"}');
--   watch     SELECT * FROM v_active;
--   cancel    UPDATE jobs SET status = 'cancelled' WHERE id = 7;
--   again     UPDATE jobs SET status = 'queued' WHERE id = 7;
--   later     UPDATE jobs SET run_at = datetime('now', 'localtime', '+10 minutes') WHERE id = 7;
--   sooner    UPDATE jobs SET priority = 10 WHERE id = 7;
--   forget    DELETE FROM jobs WHERE id = 7;
--   key it    UPDATE jobs SET status = 'keying_queued', keying_settings = '{}' WHERE id = 7;
--   after 7   INSERT INTO jobs (job_type, input_data, depends_on)
--             VALUES ('trim', '{"source_video_url": "${job.7.result}", …}', '[7]');
--
-- A running row: another status stops it and stands; a run_at to come stops it and lets it wait until
-- then, without losing an attempt; a priority counts the next time it waits.
--
-- Times are local, as 'YYYY-MM-DD HH:MM:SS.ffffff'; lease_until, intended_ms and accepted_ms are in
-- milliseconds since 1970.

CREATE TABLE IF NOT EXISTS jobs (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,

  -- What to do: keying, stitching, trim, frame_extraction, image_generation, animation, … ; "bin/worker
  -- check" and docs/job-types.md name them all.
  job_type          TEXT NOT NULL CHECK (job_type <> ''),

  -- queued → processing → completed | failed, and for keying jobs
  -- queued → keying_processing → completed | failed.
  -- keying_queued → keying_processing → completed | failed: a lap of any row whose result_data holds a
  -- video, into keyed_result_data. cancelled is written by people. waiting_remote: a provider works
  -- on it, run_at is when it is asked next. needs_decision: a person has to say how a paid call goes
  -- on, error_message tells what each answer does. waiting_for_jobs: depends_on is not completed yet;
  -- skipped: it never will be. waiting_for_children, stitching: a parent, until its children have ended.
  -- waiting_for_analysis → queued: the dashboard's pictures, until their analyses are completed.
  -- Other words are left alone; the log, "bin/worker status" and "doctor" tell of them.
  status            TEXT NOT NULL DEFAULT 'queued' CHECK (status <> ''),

  created_at        TIMESTAMP NOT NULL
                    DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime')),
  prompt            TEXT,              -- a note for people; not read by the worker
  input_data        TEXT,              -- what the job works on: a JSON object, by job_type
  result_data       TEXT,              -- the output: a path, relative to the base folder
  outputs           TEXT,              -- all outputs, where there are several: a JSON list
  findings          TEXT,              -- what the last completed run found, job or lap, for programs:
                                       -- a JSON object; docs/job-types.md has keying's
  error_message     TEXT,              -- why it failed, in a sentence
  keying_settings   TEXT,              -- dials of the keyer: a JSON object
  keyed_result_data TEXT,              -- the output of a keying lap
  parent_job_id     INTEGER,           -- the job this one is a part of

  depends_on        TEXT,              -- jobs that must be completed first: a JSON list of ids, '[7, 8]'
  on_need_failed    TEXT,              -- when one of them is not: 'fail' (also NULL), 'skip', 'run_anyway'
  step              TEXT,              -- its name among the children of its parent, for ${job.NAME.result}
  used_input        TEXT,              -- input_data as it ran, where that names other jobs' results
  needs_met         TIMESTAMP,         -- since when nothing keeps it waiting; emptied at its start
  lane              TEXT,              -- a full lane that it was set aside for
  open_parts        INTEGER,           -- a parent goes on when so many of its parts are under way
  reuse             INTEGER NOT NULL DEFAULT 0,     -- 1: it may take what an equal job has made, and
                                       -- leaves what it makes to others; docs/pipelines.md, "Reuse"
  reused_from       INTEGER,           -- the job whose outputs it has taken

  priority          INTEGER NOT NULL DEFAULT 0,     -- higher runs sooner
  attempts          INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  max_attempts      INTEGER NOT NULL DEFAULT 3 CHECK (max_attempts >= 1),
  run_at            TIMESTAMP,         -- not before this local time; emptied when the time has come;
                                       -- what cannot be read as a time fails its row
  waits_for         TEXT,              -- a provider whose limit or pause it waits for, or 'this machine'
  progress          REAL NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),  -- per cent
  progress_message  TEXT,              -- what it is doing, or what it found
  started_at        TIMESTAMP,
  finished_at       TIMESTAMP,
  updated_at        TIMESTAMP,         -- when the worker last wrote the row
  unique_key        TEXT,              -- a name of yours that no second row may have, so that a
                                       -- program that queues twice gets one job
  callback_url      TEXT,              -- who is told of its end by HTTP; docs/http.md, "Webhooks"

  -- The claim belongs to the worker: please leave these three alone.
  worker            TEXT,              -- who holds the row
  claim             TEXT,              -- the token every write of that worker is guarded by
  lease_until       INTEGER            -- without a sign of life until then, the row goes back
);

-- === Views for people ==============================================================================

DROP VIEW IF EXISTS v_active;
CREATE VIEW v_active AS
SELECT
  id,
  job_type,
  status,
  CAST(round(progress) AS INTEGER) || ' %' AS progress,
  progress_message,
  CASE
    WHEN seconds IS NULL THEN ''
    WHEN seconds < 60 THEN CAST(seconds AS INTEGER) || ' s'
    WHEN seconds < 3600 THEN CAST(seconds / 60 AS INTEGER) || ' min ' || CAST(seconds % 60 AS INTEGER) || ' s'
    ELSE CAST(seconds / 3600 AS INTEGER) || ' h ' || CAST(seconds % 3600 / 60 AS INTEGER) || ' min'
  END AS running_for,
  attempts || '/' || max_attempts AS attempt,
  worker,
  prompt
FROM (
  SELECT *,
    CAST(round((julianday('now', 'localtime') - julianday(started_at)) * 86400) AS INTEGER) AS seconds
  FROM jobs WHERE status IN ('processing', 'keying_processing', 'stitching')
)
ORDER BY started_at, id;

DROP VIEW IF EXISTS v_queue;
CREATE VIEW v_queue AS
SELECT
  row_number() OVER (
    ORDER BY run_at IS NOT NULL, run_at, (status = 'keying_queued' OR job_type = 'keying') DESC,
      priority DESC, created_at, id
  ) AS position,
  id,
  job_type,
  status,
  priority,
  CASE
    WHEN seconds < 60 THEN CAST(seconds AS INTEGER) || ' s'
    WHEN seconds < 3600 THEN CAST(seconds / 60 AS INTEGER) || ' min'
    WHEN seconds < 172800 THEN CAST(seconds / 3600 AS INTEGER) || ' h'
    ELSE CAST(seconds / 86400 AS INTEGER) || ' days'
  END AS age,
  run_at AS not_before,
  attempts || '/' || max_attempts AS attempt,
  COALESCE(error_message, progress_message) AS last_message,
  prompt
FROM (
  SELECT *,
    CAST(round((julianday('now', 'localtime') - julianday(created_at)) * 86400) AS INTEGER) AS seconds
  FROM jobs WHERE status IN ('queued', 'keying_queued')
)
ORDER BY position;

-- What is under way at providers.
DROP VIEW IF EXISTS v_waiting;
CREATE VIEW v_waiting AS
SELECT
  j.id,
  j.job_type,
  c.provider,
  c.model,
  c.task_id,
  CAST(round(j.progress) AS INTEGER) || ' %' AS progress,
  j.progress_message,
  CASE
    WHEN c.accepted_at IS NULL THEN ''
    WHEN c.accepted_ms IS NULL
      THEN CAST(round((julianday('now', 'localtime') - julianday(c.accepted_at)) * 1440) AS INTEGER) || ' min'
    ELSE CAST(round((julianday('now') - 2440587.5) * 1440 - c.accepted_ms / 60000.0) AS INTEGER) || ' min'
  END AS under_way_for,
  j.run_at AS next_look,
  j.prompt
FROM jobs j
LEFT JOIN paid_calls c ON c.id = (SELECT max(id) FROM paid_calls WHERE job_id = j.id AND state IN ('intended', 'accepted', 'succeeded'))
WHERE j.status = 'waiting_remote'
ORDER BY j.run_at, j.id;

-- What a person has to decide.
DROP VIEW IF EXISTS v_decisions;
CREATE VIEW v_decisions AS
SELECT j.id, j.job_type, c.provider, c.model, c.intended_at AS sent_at, j.error_message, j.prompt
FROM jobs j
LEFT JOIN paid_calls c ON c.id = (SELECT max(id) FROM paid_calls WHERE job_id = j.id AND settled_at IS NULL AND state IN ('intended', 'accepted', 'succeeded', 'unknown'))
WHERE j.status = 'needs_decision'
ORDER BY j.id;

-- What was spent, as far as providers tell.
DROP VIEW IF EXISTS v_spend;
CREATE VIEW v_spend AS
SELECT
  date(intended_at) AS day,
  provider,
  count(*) AS calls,
  sum(state = 'delivered') AS delivered,
  sum(state IN ('failed', 'abandoned', 'unknown', 'dropped')) AS without_output,
  round(sum(cost), 4) AS cost,
  cost_unit
FROM paid_calls
WHERE state <> 'refused'
GROUP BY day, provider, cost_unit
ORDER BY day DESC, provider;

DROP VIEW IF EXISTS v_failed;
CREATE VIEW v_failed AS
SELECT
  id,
  job_type,
  error_message,
  attempts || '/' || max_attempts AS attempt,
  CASE
    WHEN seconds IS NULL THEN ''
    WHEN seconds < 60 THEN CAST(seconds AS INTEGER) || ' s ago'
    WHEN seconds < 3600 THEN CAST(seconds / 60 AS INTEGER) || ' min ago'
    WHEN seconds < 172800 THEN CAST(seconds / 3600 AS INTEGER) || ' h ago'
    ELSE CAST(seconds / 86400 AS INTEGER) || ' days ago'
  END AS failed,
  input_data,
  prompt
FROM (
  SELECT *,
    CAST(round((julianday('now', 'localtime') - julianday(COALESCE(finished_at, updated_at, created_at))) * 86400) AS INTEGER) AS seconds
  FROM jobs WHERE status = 'failed'
)
ORDER BY COALESCE(finished_at, updated_at, created_at) DESC, id DESC;

DROP VIEW IF EXISTS v_recent;
CREATE VIEW v_recent AS
SELECT
  id,
  job_type,
  status,
  CASE
    WHEN seconds IS NULL THEN ''
    WHEN seconds < 60 THEN round(seconds, 1) || ' s'
    WHEN seconds < 3600 THEN CAST(seconds / 60 AS INTEGER) || ' min ' || CAST(seconds AS INTEGER) % 60 || ' s'
    ELSE CAST(seconds / 3600 AS INTEGER) || ' h ' || CAST(seconds AS INTEGER) % 3600 / 60 || ' min'
  END AS took,
  COALESCE(keyed_result_data, result_data) AS result,
  COALESCE(error_message, progress_message) AS message,
  finished_at
FROM (
  SELECT *, (julianday(finished_at) - julianday(started_at)) * 86400 AS seconds
  FROM jobs WHERE status IN ('completed', 'failed', 'cancelled', 'skipped', 'needs_decision') AND finished_at IS NOT NULL
)
ORDER BY finished_at DESC, id DESC
LIMIT 50;

DROP VIEW IF EXISTS v_counts;
CREATE VIEW v_counts AS
SELECT status, job_type, count(*) AS jobs, min(created_at) AS oldest, max(created_at) AS newest
FROM jobs GROUP BY status, job_type ORDER BY status, job_type;

-- What waits for which jobs.
DROP VIEW IF EXISTS v_needs;
CREATE VIEW v_needs AS
SELECT j.id, j.job_type, j.step, j.status, n.needs_id AS needs, m.job_type AS needs_type, m.status AS needs_status, m.error_message, j.prompt
FROM job_needs n
JOIN jobs j ON j.id = n.job_id
LEFT JOIN jobs m ON m.id = n.needs_id
WHERE n.met = 0
ORDER BY j.id, n.needs_id;

-- Parents and how far their children are.
DROP VIEW IF EXISTS v_pipelines;
CREATE VIEW v_pipelines AS
SELECT
  p.id,
  p.job_type,
  p.status,
  CAST(round(avg(CASE WHEN c.status IN ('completed', 'failed', 'cancelled', 'skipped') THEN 100 ELSE c.progress END)) AS INTEGER) || ' %' AS progress,
  sum(c.status = 'completed') || '/' || count(*) AS completed,
  sum(c.status IN ('processing', 'keying_processing', 'waiting_remote')) AS under_way,
  sum(c.status IN ('failed', 'cancelled', 'skipped')) AS without_result,
  sum(c.status = 'needs_decision') AS to_decide,
  CASE WHEN p.status IN ('waiting_for_children', 'stitching') THEN p.run_at END AS not_before,
  p.error_message,
  p.prompt
FROM job_needs n
JOIN jobs p ON p.id = n.job_id
JOIN jobs c ON c.id = n.needs_id
WHERE n.part = 1
GROUP BY p.id
ORDER BY p.id DESC;

-- What is paused, by people or by providers' answers.
DROP VIEW IF EXISTS v_pauses;
CREATE VIEW v_pauses AS
SELECT scope, name, since, NULL AS until, reason FROM pauses
UNION ALL
SELECT 'provider', name, NULL, CASE WHEN paused_until < '9999-' THEN paused_until END, paused_reason
FROM providers WHERE paused_until > strftime('%Y-%m-%d %H:%M:%f', 'now', 'localtime');

-- What happened to jobs that their rows do not keep; the latest first.
DROP VIEW IF EXISTS v_history;
CREATE VIEW v_history AS
SELECT at, job_id, what, CASE WHEN attempt > 0 THEN attempt END AS attempt, message
FROM job_events ORDER BY id DESC;

-- === Indexes and tables of the worker; nothing to do for people =====================================

-- The order of the claim. Rows that are claimed, not yet due, still need others or were set aside for
-- a full lane are not in it, so that a claim looks at exactly the rows it takes, however many others
-- there are. The expressions and the condition stand word for word in the claim's statement, or SQLite
-- would not use the index.
-- In here and below, a list of more than two words is spelled out with OR, and what is cheap to tell comes
-- first: SQLite builds such a list anew for every row it writes (docs/performance.md has the figures).
DROP INDEX IF EXISTS jobs_ready;
CREATE INDEX jobs_ready ON jobs (
  (CASE WHEN status = 'keying_queued' OR job_type = 'keying' THEN 2 WHEN status = 'waiting_remote' OR status = 'waiting_for_children' OR status = 'stitching' THEN 1 ELSE 0 END) DESC,
  priority DESC, created_at, id
) WHERE claim IS NULL AND run_at IS NULL AND lane IS NULL
    AND ((status = 'queued' AND depends_on IS NULL) OR status IN ('keying_queued', 'waiting_remote')
      OR (needs_met IS NOT NULL AND status IN ('queued', 'waiting_for_children', 'stitching')));

-- Ready rows that were set aside for a full lane, in the same order.
DROP INDEX IF EXISTS jobs_aside;
CREATE INDEX jobs_aside ON jobs (
  lane,
  (CASE WHEN status = 'keying_queued' OR job_type = 'keying' THEN 2 WHEN status = 'waiting_remote' OR status = 'waiting_for_children' OR status = 'stitching' THEN 1 ELSE 0 END) DESC,
  priority DESC, created_at, id
) WHERE claim IS NULL AND run_at IS NULL AND lane IS NOT NULL
    AND ((status = 'queued' AND depends_on IS NULL) OR status IN ('keying_queued', 'waiting_remote')
      OR (needs_met IS NOT NULL AND status IN ('queued', 'waiting_for_children', 'stitching')));

-- Rows that need others: those that have not been looked at are still 'queued'.
DROP INDEX IF EXISTS jobs_blocked;
CREATE INDEX jobs_blocked ON jobs (status, id)
  WHERE claim IS NULL
    AND (status = 'waiting_for_jobs' OR status = 'waiting_for_analysis' OR (needs_met IS NULL
      AND (status = 'waiting_for_children' OR status = 'stitching'
        OR (status = 'queued' AND depends_on IS NOT NULL))));

-- Rows that wait for a provider, by the time of their next step.
CREATE INDEX IF NOT EXISTS jobs_steps ON jobs (run_at)
  WHERE status = 'waiting_remote' AND claim IS NULL AND run_at IS NOT NULL;

-- Rows that wait for a provider's limit or pause.
CREATE INDEX IF NOT EXISTS jobs_waits_for ON jobs (waits_for, priority DESC, created_at, id)
  WHERE waits_for IS NOT NULL;

-- Rows that wait for their time; the first is when the worker has to wake.
DROP INDEX IF EXISTS jobs_due;
CREATE INDEX jobs_due ON jobs (run_at)
  WHERE run_at IS NOT NULL AND claim IS NULL AND (status = 'queued' OR status = 'keying_queued'
    OR status = 'waiting_for_children' OR status = 'stitching');

-- Those of them that the worker has written: when a clock that was ahead is put right, they are looked at.
DROP INDEX IF EXISTS jobs_put_off;
CREATE INDEX jobs_put_off ON jobs (updated_at)
  WHERE run_at IS NOT NULL AND claim IS NULL AND (status = 'queued' OR status = 'keying_queued'
    OR status = 'waiting_for_children' OR status = 'stitching') AND updated_at IS NOT NULL;

-- Times that a person wrote in another form (with a T, a zone, as a number): normally none.
DROP INDEX IF EXISTS jobs_odd_run_at;
CREATE INDEX jobs_odd_run_at ON jobs (id)
  WHERE run_at IS NOT NULL AND claim IS NULL AND (status = 'queued' OR status = 'keying_queued'
      OR status = 'waiting_remote' OR status = 'waiting_for_children' OR status = 'stitching')
    AND (run_at NOT GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]*'
      OR run_at GLOB '*[^-0-9:. ]*');

-- Rows whose status is none of the worker's words: left alone, and told in its log. Normally none.
DROP INDEX IF EXISTS jobs_unknown_status;
CREATE INDEX jobs_unknown_status ON jobs (status, id)
  WHERE status <> 'queued' AND status <> 'completed' AND status <> 'processing' AND status <> 'keying_processing'
    AND status <> 'failed' AND status <> 'keying_queued' AND status <> 'waiting_remote' AND status <> 'waiting_for_jobs'
    AND status <> 'waiting_for_children' AND status <> 'stitching' AND status <> 'waiting_for_analysis'
    AND status <> 'needs_decision' AND status <> 'cancelled' AND status <> 'skipped';

-- Rows that some worker holds, whatever their status says.
CREATE INDEX IF NOT EXISTS jobs_claimed ON jobs (worker) WHERE claim IS NOT NULL;

DROP INDEX IF EXISTS jobs_parent;
CREATE INDEX jobs_parent ON jobs (parent_job_id, step) WHERE parent_job_id IS NOT NULL;

-- Which job needs which, as depends_on and the children of a parent say.
CREATE TABLE IF NOT EXISTS job_needs (
  job_id   INTEGER NOT NULL,
  needs_id INTEGER NOT NULL,
  part     INTEGER NOT NULL DEFAULT 0,  -- 1: needs_id is a child of job_id; 2: an analysis whose text is still
                                        -- to be put into job_id's input
  met      INTEGER NOT NULL DEFAULT 0,  -- 1: it keeps job_id waiting no more; 2: job_id was given up for it;
                                        -- 3: it ended in an earlier run of job_id
  PRIMARY KEY (job_id, needs_id)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS job_needs_of ON job_needs (needs_id, job_id);
CREATE INDEX IF NOT EXISTS job_needs_open ON job_needs (job_id, needs_id) WHERE met = 0;
CREATE INDEX IF NOT EXISTS job_needs_texts ON job_needs (job_id) WHERE part = 2;
CREATE INDEX IF NOT EXISTS job_needs_forward ON job_needs (job_id) WHERE met = 0 AND needs_id >= job_id;

-- What jobs with reuse have made, by what it was made from. Files are looked at again, by size and
-- content, before anybody takes them.
CREATE TABLE IF NOT EXISTS reusable_outputs (
  job_id      INTEGER NOT NULL,
  lap         INTEGER NOT NULL DEFAULT 0,  -- 1 for a keying lap
  fingerprint TEXT NOT NULL,     -- SHA-256 of type, recipe and input, in which files are their content
  made        TEXT,              -- results, and each file's size and SHA-256, as JSON; NULL until then
  PRIMARY KEY (job_id, lap)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS reusable_outputs_fingerprint ON reusable_outputs (fingerprint, job_id);

-- What is kept for a row goes with it, but for a parent's open parts: by these the worker finds the children
-- that go with it.
DROP TRIGGER IF EXISTS jobs_forgotten;
CREATE TRIGGER jobs_forgotten AFTER DELETE ON jobs
BEGIN DELETE FROM reusable_outputs WHERE job_id = OLD.id; DELETE FROM job_needs
  WHERE job_id = OLD.id AND (part <> 1 OR met <> 0); END;

-- Needs that are written anew are read anew, as those of a row that was never looked at. No statement of
-- the worker sets depends_on, so none has to do with this.
DROP TRIGGER IF EXISTS jobs_needs_anew;
CREATE TRIGGER jobs_needs_anew AFTER UPDATE OF depends_on ON jobs
WHEN NEW.depends_on IS NOT OLD.depends_on AND NEW.claim IS NULL
  AND NEW.status IN ('waiting_for_jobs', 'queued')
BEGIN DELETE FROM job_needs WHERE job_id = NEW.id AND part = 0 AND met = 0; UPDATE jobs
  SET status = 'queued', needs_met = NULL,
    progress_message = CASE WHEN status = 'queued' THEN progress_message END
  WHERE id = NEW.id; END;

CREATE UNIQUE INDEX IF NOT EXISTS jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL;

-- What is paused: ('all', '') for everything, ('type', 'keying') for a job type, ('lane', 'cpu') for
-- all that is in a lane. Nothing new of it is begun; what is under way at providers goes on. Providers
-- are paused in their own table.
CREATE TABLE IF NOT EXISTS pauses (
  scope  TEXT NOT NULL CHECK (scope IN ('all', 'type', 'lane')),
  name   TEXT NOT NULL DEFAULT '',
  since  TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime')),
  reason TEXT,
  PRIMARY KEY (scope, name)
);

-- What happened to jobs that their rows do not keep: failed attempts, stops, what people did by the
-- commands. A clean run leaves no line here.
CREATE TABLE IF NOT EXISTS job_events (
  id      INTEGER PRIMARY KEY,
  job_id  INTEGER NOT NULL,
  at      TIMESTAMP NOT NULL,
  what    TEXT NOT NULL,                -- retry, failed, released, orphaned, needs_decision, cancelled, …
  attempt INTEGER NOT NULL DEFAULT 0,
  lap     INTEGER NOT NULL DEFAULT 0,   -- 1 on a keying lap
  message TEXT
);
CREATE INDEX IF NOT EXISTS job_events_job ON job_events (job_id);

-- One row a running worker, by which others tell whether it is still alive.
CREATE TABLE IF NOT EXISTS workers (
  name        TEXT PRIMARY KEY,
  machine     TEXT NOT NULL,     -- host, boot and process namespace: the same only where pids are
  pid         INTEGER NOT NULL,
  pid_started TEXT NOT NULL,     -- tells a process from a later one with the same pid
  threads     INTEGER NOT NULL,
  started_at  TIMESTAMP NOT NULL,
  lanes       TEXT,              -- as JSON: each lane's name, its places, and what is in it
  seen_at     TIMESTAMP          -- written every hour; a week later a worker elsewhere is taken for gone
);

-- The ledger: every call that costs money, written before it is made. See docs/providers.md.
CREATE TABLE IF NOT EXISTS paid_calls (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id      INTEGER NOT NULL,
  step        INTEGER NOT NULL DEFAULT 0,  -- a job may need several calls
  provider    TEXT NOT NULL,
  model       TEXT,
  operation   TEXT NOT NULL,
  -- intended → accepted → succeeded → delivered. Not paid: refused. Ended without an output: failed,
  -- cancelled. abandoned: given up here, the provider may go on. unknown: the answer was lost, a person
  -- has to decide; dropped: decided.
  state       TEXT NOT NULL CHECK (state IN ('intended', 'accepted', 'succeeded', 'delivered',
              'refused', 'failed', 'cancelled', 'unknown', 'dropped', 'abandoned')),
  marker      TEXT NOT NULL UNIQUE,        -- our name for the call
  task_id     TEXT,                        -- the provider's
  task_path   TEXT,
  outputs     TEXT,                        -- what was made, as JSON
  cost        REAL,                        -- where the provider tells it
  cost_unit   TEXT,
  request_id  TEXT,                        -- for the provider's support
  message     TEXT,
  in_vain     INTEGER NOT NULL DEFAULT 0,  -- 1: the same call would fail again
  intended_at TIMESTAMP NOT NULL,          -- before it was sent
  accepted_at TIMESTAMP,                   -- when the provider had taken it
  ended_at    TIMESTAMP,
  asked_at    TIMESTAMP,                   -- when a person was asked to decide
  sought_at   TIMESTAMP,                   -- when its provider had been asked and could not tell
  missed_at   TIMESTAMP,                   -- when it had been asked and did not know the call
  settled_at  TIMESTAMP,                   -- when the row ended with it; a new run makes new calls
  -- By these the worker counts, since a local time may come twice in autumn and differs between zones;
  -- NULL in rows of older workers.
  intended_ms INTEGER,                     -- intended_at and
  accepted_ms INTEGER                      -- accepted_at in milliseconds since 1970
);
CREATE INDEX IF NOT EXISTS paid_calls_job ON paid_calls (job_id, step, id);
CREATE INDEX IF NOT EXISTS paid_calls_unsettled ON paid_calls (job_id) WHERE settled_at IS NULL;
CREATE INDEX IF NOT EXISTS paid_calls_open ON paid_calls (provider) WHERE state IN ('intended', 'accepted');
CREATE INDEX IF NOT EXISTS paid_calls_task ON paid_calls (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX IF NOT EXISTS paid_calls_time ON paid_calls (provider, intended_at);
CREATE INDEX IF NOT EXISTS paid_calls_starts ON paid_calls (provider, intended_ms, intended_at);

-- A new row under the id of one that was deleted or replaced is another job, so the calls, the history and the notices
-- of the old one are not its own. They stay under the negative id: their tasks are cancelled as those of any deleted row,
-- and notices that are still to be sent name the id that the job had. A
-- row that a worker has written before is no new one but put back, by a program that replaces rows to change them.
DROP TRIGGER IF EXISTS jobs_calls_apart;
CREATE TRIGGER jobs_calls_apart AFTER INSERT ON jobs
WHEN NEW.id > 0 AND NEW.attempts = 0 AND NEW.updated_at IS NULL
  AND (EXISTS (SELECT 1 FROM paid_calls WHERE job_id = NEW.id) OR EXISTS (SELECT 1 FROM job_events WHERE job_id = NEW.id)
    OR EXISTS (SELECT 1 FROM webhooks WHERE job_id = NEW.id))
BEGIN UPDATE paid_calls SET job_id = -NEW.id WHERE job_id = NEW.id; UPDATE job_events
  SET job_id = -NEW.id WHERE job_id = NEW.id; UPDATE webhooks
  SET job_id = -NEW.id WHERE job_id = NEW.id; END;

-- A row that is given another id stays the job that it was: what is paid for it, its notices, and what it needs, go along, and what was
-- of a job under that id before stays apart. Other rows' depends_on and references name the old id as they did.
-- No statement of the worker sets an id.
DROP TRIGGER IF EXISTS jobs_renumbered;
CREATE TRIGGER jobs_renumbered AFTER UPDATE OF id ON jobs
WHEN NEW.id <> OLD.id
BEGIN UPDATE paid_calls SET job_id = -NEW.id WHERE job_id = NEW.id; UPDATE job_events
  SET job_id = -NEW.id WHERE job_id = NEW.id; UPDATE webhooks
  SET job_id = -NEW.id WHERE job_id = NEW.id; DELETE FROM job_needs
  WHERE job_id = NEW.id; DELETE FROM reusable_outputs
  WHERE job_id = NEW.id; UPDATE paid_calls
  SET job_id = NEW.id WHERE job_id = OLD.id; UPDATE job_events
  SET job_id = NEW.id WHERE job_id = OLD.id; UPDATE webhooks
  SET job_id = NEW.id WHERE job_id = OLD.id; UPDATE OR REPLACE job_needs
  SET job_id = NEW.id WHERE job_id = OLD.id; UPDATE OR REPLACE job_needs
  SET needs_id = NEW.id WHERE needs_id = OLD.id; UPDATE OR REPLACE reusable_outputs
  SET job_id = NEW.id WHERE job_id = OLD.id; UPDATE jobs
  SET parent_job_id = NEW.id WHERE parent_job_id = OLD.id; END;

-- A text stands above every number: what is none counts for the number it begins with, or as if nothing were said.
DROP TRIGGER IF EXISTS jobs_numbers_new;
CREATE TRIGGER jobs_numbers_new AFTER INSERT ON jobs
WHEN (typeof(NEW.priority) = 'text' AND CAST(CAST(NEW.priority AS INTEGER) AS TEXT) <> NEW.priority)
  OR (typeof(NEW.max_attempts) = 'text' AND CAST(CAST(NEW.max_attempts AS INTEGER) AS TEXT) <> NEW.max_attempts)
BEGIN UPDATE jobs SET
  priority = CASE WHEN typeof(priority) = 'text' THEN CAST(priority AS INTEGER) ELSE priority END,
  max_attempts = CASE WHEN typeof(max_attempts) <> 'text' THEN max_attempts
    WHEN CAST(max_attempts AS INTEGER) < 1 THEN 3 ELSE CAST(max_attempts AS INTEGER) END
  WHERE id = NEW.id; END;
DROP TRIGGER IF EXISTS jobs_numbers;
CREATE TRIGGER jobs_numbers AFTER UPDATE OF priority, max_attempts ON jobs
WHEN (typeof(NEW.priority) = 'text' AND CAST(CAST(NEW.priority AS INTEGER) AS TEXT) <> NEW.priority)
  OR (typeof(NEW.max_attempts) = 'text' AND CAST(CAST(NEW.max_attempts AS INTEGER) AS TEXT) <> NEW.max_attempts)
BEGIN UPDATE jobs SET
  priority = CASE WHEN typeof(priority) = 'text' THEN CAST(priority AS INTEGER) ELSE priority END,
  max_attempts = CASE WHEN typeof(max_attempts) <> 'text' THEN max_attempts
    WHEN CAST(max_attempts AS INTEGER) < 1 THEN 3 ELSE CAST(max_attempts AS INTEGER) END
  WHERE id = NEW.id; END;

-- Notices of ended jobs that are sent to their callback_url, or were. Written by the trigger with the
-- row's end, whoever ends it, so that none is lost; "SELECT * FROM webhooks" shows what became of them.
CREATE TABLE IF NOT EXISTS webhooks (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  job_id            INTEGER NOT NULL,
  job_type          TEXT NOT NULL,
  event             TEXT NOT NULL,          -- what the row became
  state             TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'delivered', 'given_up')),
  attempts          INTEGER NOT NULL DEFAULT 0,
  next_at           TIMESTAMP,              -- of the next attempt
  http_status       INTEGER,                -- the receiver's last answer; NULL when there was none
  message           TEXT,                   -- why it was not taken the last time
  created_at        TIMESTAMP NOT NULL,
  settled_at        TIMESTAMP,
  callback_url      TEXT,                   -- the row's; without it, the field of its input_data
  input_data        TEXT,
  result_data       TEXT,                   -- what the row held then
  keyed_result_data TEXT,
  outputs           TEXT,
  findings          TEXT,
  error_message     TEXT
);
CREATE INDEX IF NOT EXISTS webhooks_pending ON webhooks (next_at) WHERE state = 'pending';
CREATE INDEX IF NOT EXISTS webhooks_job ON webhooks (job_id);

DROP TRIGGER IF EXISTS jobs_webhook;
CREATE TRIGGER jobs_webhook AFTER UPDATE OF status ON jobs
WHEN NEW.status <> OLD.status AND (NEW.status = 'completed' OR NEW.status = 'failed'
    OR NEW.status = 'cancelled' OR NEW.status = 'needs_decision' OR NEW.status = 'skipped')
  AND (NULLIF(trim(NEW.callback_url), '') IS NOT NULL OR instr(NEW.input_data, '"callback_url"') > 0)
BEGIN
  INSERT INTO webhooks (job_id, job_type, event, next_at, created_at, callback_url, input_data,
    result_data, keyed_result_data, outputs, findings, error_message)
  SELECT NEW.id, NEW.job_type, NEW.status, strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime'),
    strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime'), NULLIF(trim(NEW.callback_url), ''),
    CASE WHEN NULLIF(trim(NEW.callback_url), '') IS NULL THEN NEW.input_data END,
    NEW.result_data, NEW.keyed_result_data, NEW.outputs, NEW.findings, NEW.error_message; END;

-- What is known of a provider for now; a row without times means nothing.
CREATE TABLE IF NOT EXISTS providers (
  name            TEXT PRIMARY KEY,
  paused_until    TIMESTAMP,     -- nothing is sent before; "bin/worker resume NAME" ends it
  paused_reason   TEXT,
  not_before      TIMESTAMP,     -- it asked to be called less often
  in_flight       INTEGER,       -- fewer at once than configured ...
  in_flight_until TIMESTAMP      -- ... until then
);

CREATE TABLE IF NOT EXISTS worker_schema (
  version INTEGER NOT NULL       -- of everything in this file and jobs.sql
);
