CREATE TABLE workspaces (
    team_id TEXT PRIMARY KEY NOT NULL,
    name TEXT NOT NULL,
    bot_user_id TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE members (
    team_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    locale TEXT NOT NULL,
    is_admin INTEGER NOT NULL CHECK (is_admin IN (0, 1)),
    is_guest INTEGER NOT NULL CHECK (is_guest IN (0, 1)),
    is_foreign INTEGER NOT NULL CHECK (is_foreign IN (0, 1)),
    is_deactivated INTEGER NOT NULL CHECK (is_deactivated IN (0, 1)),
    fetched_at INTEGER NOT NULL,
    PRIMARY KEY (team_id, user_id)
) STRICT;

CREATE TABLE people (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    slack_user_id TEXT,
    display_name TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX people_by_user ON people (team_id, slack_user_id) WHERE slack_user_id IS NOT NULL;
CREATE INDEX people_outside ON people (team_id, created_by, display_name) WHERE slack_user_id IS NULL;

CREATE TABLE asset_requests (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    person_id TEXT REFERENCES people (id),
    depiction TEXT NOT NULL CHECK (depiction IN ('nobody', 'self', 'member', 'outsider')),
    purpose TEXT NOT NULL,
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    channel TEXT NOT NULL,
    form_sealed TEXT NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE media (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('fetching', 'ready', 'refused', 'erased')),
    source_sealed TEXT NOT NULL,
    slack_file_id TEXT,
    content_type TEXT,
    bytes INTEGER,
    sha256 TEXT,
    width INTEGER,
    height INTEGER,
    seconds REAL,
    problem TEXT,
    created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE assets (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES asset_requests (id),
    owner_id TEXT NOT NULL,
    person_id TEXT REFERENCES people (id),
    media_id TEXT NOT NULL REFERENCES media (id),
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    purpose TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('awaiting_consent', 'usable', 'declined', 'lapsed', 'withdrawn', 'deleted')),
    created_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX assets_living ON assets (team_id, name_key) WHERE status IN ('awaiting_consent', 'usable');
CREATE INDEX assets_usable ON assets (team_id, name_key) WHERE status = 'usable';
CREATE INDEX assets_by_owner ON assets (team_id, owner_id, created_at);
CREATE INDEX assets_by_request ON assets (request_id);
CREATE INDEX assets_by_media ON assets (media_id);

CREATE TABLE submissions (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES asset_requests (id),
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('calling', 'answered', 'unknown')),
    registration_ids TEXT NOT NULL CHECK (json_valid(registration_ids)),
    started_at INTEGER NOT NULL,
    answered_at INTEGER
) STRICT;
CREATE INDEX submissions_by_request ON submissions (request_id);

CREATE TABLE registrations (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    asset_id TEXT NOT NULL REFERENCES assets (id),
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN (
        'waiting', 'submitting', 'unknown', 'in_review', 'active', 'failed', 'deleting', 'deleted', 'kept_by_gateway'
    )),
    handle TEXT CHECK (handle IS NULL OR json_valid(handle)),
    reference TEXT,
    submission_id TEXT REFERENCES submissions (id),
    failure TEXT,
    failure_code TEXT,
    submitted_at INTEGER,
    decided_at INTEGER,
    created_at INTEGER NOT NULL,
    UNIQUE (asset_id, provider, account)
) STRICT;

CREATE TABLE invitations (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    request_id TEXT NOT NULL REFERENCES asset_requests (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    status TEXT NOT NULL CHECK (status IN ('open', 'accepted', 'declined', 'lapsed')),
    expires_at INTEGER NOT NULL,
    answered_at INTEGER,
    via TEXT,
    locale TEXT,
    text_version TEXT,
    created_at INTEGER NOT NULL,
    UNIQUE (request_id, person_id)
) STRICT;

CREATE TABLE verifications (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    person_id TEXT NOT NULL REFERENCES people (id),
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('opening', 'open', 'passed', 'failed', 'expired')),
    state_hash TEXT NOT NULL UNIQUE,
    handle_sealed TEXT,
    group_id TEXT,
    billed INTEGER CHECK (billed IN (0, 1)),
    failure TEXT,
    expires_at INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    decided_at INTEGER
) STRICT;
CREATE INDEX verifications_by_invitation ON verifications (invitation_id);

CREATE TABLE person_groups (
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    group_id TEXT NOT NULL,
    team_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    verification_id TEXT NOT NULL REFERENCES verifications (id),
    created_at INTEGER NOT NULL,
    PRIMARY KEY (provider, account, group_id)
) STRICT;
CREATE INDEX person_groups_by_person ON person_groups (person_id, provider, account);

CREATE TABLE consents (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    person_id TEXT NOT NULL REFERENCES people (id),
    asset_id TEXT NOT NULL REFERENCES assets (id),
    providers TEXT NOT NULL CHECK (json_valid(providers)),
    scope TEXT NOT NULL CHECK (json_valid(scope)),
    text_version TEXT NOT NULL,
    locale TEXT NOT NULL,
    via TEXT NOT NULL,
    given_at INTEGER NOT NULL,
    ended_at INTEGER,
    end_reason TEXT
) STRICT;
CREATE INDEX consents_holding ON consents (asset_id) WHERE ended_at IS NULL;
CREATE INDEX consents_by_person ON consents (person_id);

CREATE TABLE videos (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    requester_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    provider TEXT NOT NULL,
    account TEXT NOT NULL,
    model TEXT NOT NULL,
    prompt TEXT NOT NULL,
    order_prompt TEXT NOT NULL,
    seconds INTEGER NOT NULL,
    ratio TEXT NOT NULL,
    resolution TEXT,
    status TEXT NOT NULL CHECK (status IN (
        'awaiting_approval', 'starting', 'queued', 'running', 'succeeded', 'failed', 'cancelled', 'expired', 'refused',
        'unknown'
    )),
    intent_at INTEGER,
    handle TEXT CHECK (handle IS NULL OR json_valid(handle)),
    progress INTEGER,
    failure TEXT,
    failure_code TEXT,
    result_media_id TEXT REFERENCES media (id),
    poster_media_id TEXT REFERENCES media (id),
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    finished_at INTEGER
) STRICT;

CREATE TABLE video_references (
    video_id TEXT NOT NULL REFERENCES videos (id),
    position INTEGER NOT NULL,
    team_id TEXT NOT NULL,
    asset_id TEXT NOT NULL REFERENCES assets (id),
    registration_id TEXT REFERENCES registrations (id),
    kind TEXT NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (video_id, position)
) STRICT;
CREATE INDEX video_references_by_asset ON video_references (asset_id);

CREATE TABLE approvals (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    video_id TEXT NOT NULL REFERENCES videos (id),
    approver_id TEXT NOT NULL,
    as_person INTEGER NOT NULL CHECK (as_person IN (0, 1)),
    status TEXT NOT NULL CHECK (status IN ('pending', 'allowed_once', 'allowed_always', 'refused', 'lapsed')),
    deadline_at INTEGER NOT NULL,
    decided_at INTEGER,
    reason TEXT,
    created_at INTEGER NOT NULL,
    UNIQUE (video_id, approver_id, as_person)
) STRICT;

CREATE TABLE allowances (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    asset_id TEXT NOT NULL REFERENCES assets (id),
    approver_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    approval_id TEXT NOT NULL REFERENCES approvals (id),
    created_at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE UNIQUE INDEX allowances_holding ON allowances (asset_id, approver_id, channel) WHERE ended_at IS NULL;

-- A closed job's row is gone. hasten_at: another wish for a job that is claimed at that time.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    due_at INTEGER NOT NULL,
    deadline_at INTEGER,
    provider TEXT,
    account TEXT,
    attempts INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    lease_until INTEGER,
    last_error TEXT,
    created_at INTEGER NOT NULL,
    hasten_at INTEGER,
    UNIQUE (kind, subject)
) STRICT;
CREATE INDEX jobs_due ON jobs (due_at) WHERE lease_until IS NULL;
CREATE INDEX jobs_leased ON jobs (lease_until) WHERE lease_until IS NOT NULL;

CREATE TABLE messages (
    id TEXT PRIMARY KEY NOT NULL,
    team_id TEXT NOT NULL,
    form TEXT NOT NULL CHECK (form IN ('card', 'notice')),
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    channel TEXT NOT NULL,
    dedupe TEXT NOT NULL,
    params TEXT NOT NULL CHECK (json_valid(params)),
    thread TEXT REFERENCES messages (id),
    status TEXT NOT NULL CHECK (status IN ('pending', 'sending', 'sent', 'indeterminate', 'failed')),
    wanted_revision INTEGER NOT NULL,
    sent_revision INTEGER NOT NULL,
    sent_channel TEXT,
    sent_ts TEXT,
    files TEXT NOT NULL CHECK (json_valid(files)),
    attempts INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    fence INTEGER NOT NULL,
    lease_until INTEGER,
    last_error TEXT,
    position INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    UNIQUE (team_id, dedupe)
) STRICT;
CREATE INDEX messages_due ON messages (due_at) WHERE status IN ('pending', 'indeterminate');
CREATE INDEX messages_leased ON messages (lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX messages_of_thread ON messages (thread, position) WHERE thread IS NOT NULL;
CREATE INDEX messages_open_in_thread ON messages (thread, position)
    WHERE thread IS NOT NULL AND status NOT IN ('sent', 'failed');
CREATE INDEX messages_unsent ON messages (status) WHERE status <> 'sent';
CREATE INDEX messages_cards ON messages (subject) WHERE form = 'card';

CREATE TABLE inbox (
    team_id TEXT NOT NULL,
    key TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (team_id, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    team_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    subject TEXT NOT NULL,
    body TEXT NOT NULL CHECK (json_valid(body)),
    previous TEXT NOT NULL,
    hash TEXT NOT NULL UNIQUE
) STRICT;
CREATE INDEX ledger_by_team ON ledger (team_id, seq);
CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_refuses_delete BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
-- INSERT OR REPLACE would remove a line without the trigger above.
CREATE TRIGGER ledger_refuses_replace BEFORE INSERT ON ledger
WHEN EXISTS (SELECT 1 FROM ledger WHERE seq >= NEW.seq)
BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
