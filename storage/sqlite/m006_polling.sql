-- Looks are planned per gateway account; everything else is claimed by kind.
CREATE INDEX jobs_by_lane ON jobs (kind, provider, account, due_at, lease_until, team_id);
CREATE INDEX jobs_by_kind ON jobs (kind, due_at) WHERE lease_until IS NULL;

-- How long decisions took, as weights of growing buckets.
CREATE TABLE decision_times (
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    subject TEXT NOT NULL,
    weights TEXT NOT NULL CHECK (json_valid(weights)),
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (provider, account, subject)
) STRICT, WITHOUT ROWID;
