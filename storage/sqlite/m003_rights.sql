-- A further gateway for assets that are there already is another request about the same assets;
-- the assets that a request brought in name it themselves.
CREATE TABLE request_assets (
    request_id TEXT NOT NULL REFERENCES asset_requests (id),
    asset_id TEXT NOT NULL REFERENCES assets (id),
    team_id TEXT NOT NULL,
    PRIMARY KEY (request_id, asset_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX request_assets_by_asset ON request_assets (asset_id);

CREATE VIEW asset_uses AS
    SELECT video_references.asset_id, videos.id AS video_id, videos.team_id, videos.status
    FROM video_references JOIN videos ON videos.id = video_references.video_id;

-- Who pressed: the approver, or an admin who spoke for an owner.
ALTER TABLE approvals ADD COLUMN decided_by TEXT;

CREATE TABLE phones (
    token_hash TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    verification_id TEXT NOT NULL REFERENCES verifications (id),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX phones_by_person ON phones (person_id);

CREATE TABLE endorsements (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES asset_requests (id),
    kind TEXT NOT NULL CHECK (kind IN ('declaration', 'release')),
    status TEXT NOT NULL CHECK (status IN ('pending', 'given', 'refused', 'lapsed')),
    deadline_at INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    media_id TEXT REFERENCES media (id),
    reason TEXT,
    created_at INTEGER NOT NULL,
    UNIQUE (request_id, kind)
) STRICT;

CREATE TABLE withdrawals (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    via TEXT NOT NULL,
    locale TEXT NOT NULL,
    removes_videos INTEGER NOT NULL CHECK (removes_videos IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('open', 'done')),
    asset_ids TEXT NOT NULL CHECK (json_valid(asset_ids)),
    video_ids TEXT NOT NULL CHECK (json_valid(video_ids)),
    created_at INTEGER NOT NULL,
    done_at INTEGER
) STRICT;
CREATE INDEX withdrawals_by_person ON withdrawals (person_id, created_at);

CREATE TABLE reports (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    video_id TEXT NOT NULL REFERENCES videos (id),
    reporter_id TEXT NOT NULL,
    as_person INTEGER NOT NULL CHECK (as_person IN (0, 1)),
    reason TEXT,
    status TEXT NOT NULL CHECK (status IN ('open', 'upheld', 'dismissed')),
    deadline_at INTEGER NOT NULL,
    decided_by TEXT,
    decided_at INTEGER,
    decision_reason TEXT,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX reports_open ON reports (video_id, reporter_id) WHERE status = 'open';
CREATE INDEX reports_by_video ON reports (video_id);

CREATE TABLE settings (
    team_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL CHECK (json_valid(value)),
    changed_by TEXT NOT NULL,
    changed_at INTEGER NOT NULL,
    PRIMARY KEY (team_id, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE channels (
    team_id TEXT NOT NULL,
    channel_id TEXT NOT NULL,
    is_shared INTEGER NOT NULL CHECK (is_shared IN (0, 1)),
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (team_id, channel_id)
) STRICT, WITHOUT ROWID;

-- What the ledger says of people without naming them: these rows may be erased, the ledger's never are.
CREATE TABLE ledger_names (
    team_id TEXT NOT NULL,
    subject TEXT NOT NULL,
    name TEXT NOT NULL UNIQUE,
    PRIMARY KEY (team_id, subject)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_texts (
    seq INTEGER NOT NULL,
    field TEXT NOT NULL,
    salt TEXT NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (seq, field)
) STRICT, WITHOUT ROWID;
CREATE TABLE ledger_head (
    id INTEGER PRIMARY KEY NOT NULL CHECK (id = 1),
    lines INTEGER NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    public_key TEXT NOT NULL,
    signature TEXT NOT NULL
) STRICT;

CREATE INDEX assets_by_person ON assets (person_id) WHERE person_id IS NOT NULL;
CREATE INDEX registrations_by_asset ON registrations (asset_id);
CREATE INDEX verifications_by_person ON verifications (person_id);
