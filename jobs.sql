-- The jobs table of Media Worker. The table is the API: queue work with INSERT, steer it with UPDATE
-- and DELETE, read it with SELECT, from any language or the sqlite3 shell. The worker applies this
-- file by itself where the table is missing; on a table that another program made it adds the
-- columns and indexes that are missing and leaves the rest alone.
--
--   queue     INSERT INTO jobs (job_type, input_data) VALUES ('keying', '{"video": "in.mp4"}');
--   watch     SELECT * FROM v_active;
--   cancel    UPDATE jobs SET status = 'cancelled' WHERE id = 7;
--   again     UPDATE jobs SET status = 'queued' WHERE id = 7;
--   later     UPDATE jobs SET run_at = datetime('now', 'localtime', '+10 minutes') WHERE id = 7;
--   sooner    UPDATE jobs SET priority = 10 WHERE id = 7;
--   forget    DELETE FROM jobs WHERE id = 7;
--   key it    UPDATE jobs SET status = 'keying_queued', keying_settings = '{}' WHERE id = 7;
--
-- A running row: another status stops it and stands; a run_at to come stops it and lets it wait until
-- then, without losing an attempt; a priority counts the next time it waits.
--
-- Times are local, as 'YYYY-MM-DD HH:MM:SS.ffffff'; lease_until alone is in milliseconds since 1970.

CREATE TABLE IF NOT EXISTS jobs (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,

  -- What to do: keying, stitching, trim, frame_extraction, image_generation, animation, … ; "bin/worker
  -- check" and docs/job-types.md name them all.
  job_type          TEXT NOT NULL CHECK (job_type <> ''),

  -- queued → processing → completed | failed, and for keying jobs
  -- queued → keying_processing → completed | failed.
  -- keying_queued → keying_processing → completed | failed: a lap of any row whose result_data holds a
  -- video, into keyed_result_data. cancelled is written by people. waiting_remote: a provider works
  -- on it, run_at is when it is asked next. needs_decision: it is not known whether a call was paid;
  -- queued makes it again, cancelled lets it be. Other words are left alone.
  status            TEXT NOT NULL DEFAULT 'queued' CHECK (status <> ''),

  created_at        TIMESTAMP NOT NULL
                    DEFAULT (strftime('%Y-%m-%d %H:%M:%f000', 'now', 'localtime')),
  prompt            TEXT,              -- a note for people; not read by the worker
  input_data        TEXT,              -- what the job works on: a JSON object, by job_type
  result_data       TEXT,              -- the output: a path, relative to the base folder
  outputs           TEXT,              -- all outputs, where there are several: a JSON list
  error_message     TEXT,              -- why it failed, in a sentence
  keying_settings   TEXT,              -- dials of the keyer: a JSON object
  keyed_result_data TEXT,              -- the output of a keying lap
  parent_job_id     INTEGER,           -- the job this one is a part of

  priority          INTEGER NOT NULL DEFAULT 0,     -- higher runs sooner
  attempts          INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  max_attempts      INTEGER NOT NULL DEFAULT 3 CHECK (max_attempts >= 1),
  run_at            TIMESTAMP,         -- not before this local time; emptied when the time has come;
                                       -- what cannot be read as a time fails its row
  waits_for         TEXT,              -- a provider whose limit or pause it waits for
  progress          REAL NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),  -- per cent
  progress_message  TEXT,              -- what it is doing, or what it found
  started_at        TIMESTAMP,
  finished_at       TIMESTAMP,
  updated_at        TIMESTAMP,         -- when the worker last wrote the row

  -- The claim belongs to the worker: please leave these three alone.
  worker            TEXT,              -- who holds the row
  claim             TEXT,              -- the token every write of that worker is guarded by
  lease_until       INTEGER            -- without a sign of life until then, the row goes back
);
