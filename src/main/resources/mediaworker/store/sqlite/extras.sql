-- What stands beside the jobs table: indexes, the worker's own tables and the views for people.
-- Applied at every start of a worker; each statement is harmless where its object exists.

-- The order of the claim. Rows that are claimed or not yet due are not in it, so that a claim looks
-- at exactly the rows it takes, however many others there are. The expressions and the condition
-- stand word for word in the claim's statement, or SQLite would not use the index.
CREATE INDEX IF NOT EXISTS jobs_ready ON jobs (
  (status = 'keying_queued' OR job_type = 'keying') DESC, priority DESC, created_at, id
) WHERE status IN ('queued', 'keying_queued') AND claim IS NULL AND run_at IS NULL;

-- Rows that wait for their time; the first is when the worker has to wake.
CREATE INDEX IF NOT EXISTS jobs_due ON jobs (run_at)
  WHERE status IN ('queued', 'keying_queued') AND claim IS NULL AND run_at IS NOT NULL;

-- Times that a person wrote in another form (with a T, a zone, as a number): normally none.
CREATE INDEX IF NOT EXISTS jobs_odd_run_at ON jobs (id)
  WHERE status IN ('queued', 'keying_queued') AND claim IS NULL AND run_at IS NOT NULL
    AND run_at NOT GLOB '[12][0-9][0-9][0-9]-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-5][0-9]*';

-- Rows that some worker holds, whatever their status says.
CREATE INDEX IF NOT EXISTS jobs_claimed ON jobs (worker) WHERE claim IS NOT NULL;

CREATE INDEX IF NOT EXISTS jobs_parent ON jobs (parent_job_id) WHERE parent_job_id IS NOT NULL;

-- One row a running worker, by which others tell whether it is still alive.
CREATE TABLE IF NOT EXISTS workers (
  name        TEXT PRIMARY KEY,
  machine     TEXT NOT NULL,     -- host, boot and process namespace: the same only where pids are
  pid         INTEGER NOT NULL,
  pid_started TEXT NOT NULL,     -- tells a process from a later one with the same pid
  threads     INTEGER NOT NULL,
  started_at  TIMESTAMP NOT NULL
);

CREATE TABLE IF NOT EXISTS worker_schema (
  version INTEGER NOT NULL       -- of everything in this file and jobs.sql
);

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
  FROM jobs WHERE status IN ('completed', 'failed', 'cancelled') AND finished_at IS NOT NULL
)
ORDER BY finished_at DESC, id DESC
LIMIT 50;

DROP VIEW IF EXISTS v_counts;
CREATE VIEW v_counts AS
SELECT status, job_type, count(*) AS jobs, min(created_at) AS oldest, max(created_at) AS newest
FROM jobs GROUP BY status, job_type ORDER BY status, job_type;
