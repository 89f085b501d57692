"""The migration steps: frozen text, only ever added to at the end. schema.py says what they lead to.

A step that has been released is never edited, also not its layout. A statement ends with a semicolon at a line's end.
"""

from __future__ import annotations

STEP_1 = """
CREATE TABLE run (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    removed INTEGER NOT NULL,
    edited_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    program_sha TEXT NOT NULL,
    lang TEXT NOT NULL,
    lean TEXT NOT NULL,
    about TEXT,
    variant TEXT NOT NULL,
    started_on TEXT NOT NULL,
    plan TEXT NOT NULL,
    finished_on TEXT,
    PRIMARY KEY (rowid),
    CHECK (variant IN ('a', 'b')),
    CHECK (started_on GLOB '????-??-??'),
    CHECK (finished_on GLOB '????-??-??'),
    CHECK (plan GLOB '[[]*]'),
    CHECK (removed IN (0, 1)),
    CHECK (edited_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (length(digest) = 32),
    UNIQUE (id)
) STRICT;

CREATE TABLE program_text (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    removed INTEGER NOT NULL,
    edited_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    lang TEXT NOT NULL,
    program_id TEXT NOT NULL,
    version TEXT NOT NULL,
    text TEXT NOT NULL,
    parsed TEXT NOT NULL,
    origin TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (rowid),
    UNIQUE (sha256, lang),
    CHECK (parsed GLOB '{*}'),
    CHECK (added_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (removed IN (0, 1)),
    CHECK (edited_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (length(digest) = 32),
    UNIQUE (id)
) STRICT;

CREATE TABLE entry (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    removed INTEGER NOT NULL,
    edited_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    run TEXT,
    kind TEXT NOT NULL,
    task TEXT NOT NULL,
    program_sha TEXT,
    lang TEXT NOT NULL,
    date TEXT NOT NULL,
    day INTEGER,
    phase TEXT,
    happened_at TEXT NOT NULL,
    offset_min INTEGER NOT NULL,
    zone TEXT,
    written_at TEXT NOT NULL,
    written_date TEXT NOT NULL,
    state TEXT NOT NULL,
    part_of TEXT,
    private INTEGER NOT NULL,
    origin TEXT NOT NULL,
    answers TEXT NOT NULL,
    PRIMARY KEY (rowid),
    CHECK (length(id) = 16),
    CHECK (state IN ('open', 'kept')),
    CHECK (day >= 1),
    CHECK (offset_min BETWEEN -1439 AND 1439),
    CHECK (abs(julianday(date) - julianday(happened_at)) <= 3),
    CHECK (date GLOB '????-??-??'),
    CHECK (written_date GLOB '????-??-??'),
    CHECK (happened_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (written_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (private IN (0, 1)),
    CHECK (answers GLOB '{*}'),
    CHECK (removed IN (0, 1)),
    CHECK (edited_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (length(digest) = 32),
    UNIQUE (id),
    FOREIGN KEY(run) REFERENCES run (id)
) STRICT;

CREATE INDEX entry_day ON entry (run, day, removed, task, kind, date, written_date);

CREATE INDEX entry_kind ON entry (kind, happened_at);

CREATE INDEX entry_open ON entry (happened_at) WHERE state = 'open';

CREATE INDEX entry_part ON entry (part_of, happened_at) WHERE part_of IS NOT NULL;

CREATE INDEX entry_phase ON entry (phase, happened_at);

CREATE INDEX entry_task ON entry (task, happened_at);

CREATE INDEX entry_time ON entry (happened_at);

CREATE INDEX entry_written ON entry (run, removed, written_date);

CREATE TABLE pause (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    removed INTEGER NOT NULL,
    edited_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    run TEXT NOT NULL,
    first TEXT NOT NULL,
    last TEXT,
    PRIMARY KEY (rowid),
    CHECK (last >= first),
    CHECK (first GLOB '????-??-??'),
    CHECK (last GLOB '????-??-??'),
    CHECK (removed IN (0, 1)),
    CHECK (edited_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (length(digest) = 32),
    UNIQUE (id),
    FOREIGN KEY(run) REFERENCES run (id)
) STRICT;

CREATE INDEX pause_run ON pause (run);

CREATE TABLE mark (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    removed INTEGER NOT NULL,
    edited_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    run TEXT NOT NULL,
    date TEXT NOT NULL,
    written_date TEXT NOT NULL,
    task TEXT NOT NULL,
    what TEXT NOT NULL,
    PRIMARY KEY (rowid),
    CHECK (what IN ('none', 'skipped', 'rests', 'back')),
    CHECK (date GLOB '????-??-??'),
    CHECK (written_date GLOB '????-??-??'),
    CHECK (removed IN (0, 1)),
    CHECK (edited_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (length(digest) = 32),
    UNIQUE (id),
    FOREIGN KEY(run) REFERENCES run (id)
) STRICT;

CREATE INDEX mark_run ON mark (run, date);

CREATE INDEX mark_written ON mark (run, removed, written_date);

CREATE TABLE alias (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    removed INTEGER NOT NULL,
    edited_at TEXT NOT NULL,
    digest TEXT NOT NULL,
    name TEXT NOT NULL,
    alias TEXT NOT NULL,
    PRIMARY KEY (rowid),
    CHECK (removed IN (0, 1)),
    CHECK (edited_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (length(digest) = 32),
    UNIQUE (id)
) STRICT;

CREATE TABLE act (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    date TEXT NOT NULL,
    verb TEXT NOT NULL,
    words TEXT NOT NULL,
    undone INTEGER NOT NULL,
    PRIMARY KEY (rowid),
    CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (date GLOB '????-??-??'),
    CHECK (undone IN (0, 1, 2)),
    UNIQUE (id)
) STRICT;

CREATE TABLE revision (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    act TEXT NOT NULL,
    "table" TEXT NOT NULL,
    row TEXT NOT NULL,
    before TEXT,
    edited_at TEXT,
    digest TEXT,
    PRIMARY KEY (rowid),
    CHECK ("table" IN ('run', 'entry', 'mark', 'pause', 'program_text', 'alias')),
    CHECK (before GLOB '{*}'),
    UNIQUE (id),
    FOREIGN KEY(act) REFERENCES act (id)
) STRICT;

CREATE INDEX revision_act ON revision (act);

CREATE INDEX revision_row ON revision ("table", row);

CREATE TABLE draft (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    kind TEXT NOT NULL,
    task TEXT NOT NULL,
    run TEXT,
    begun_at TEXT NOT NULL,
    offset_min INTEGER NOT NULL,
    zone TEXT,
    date TEXT NOT NULL,
    step INTEGER NOT NULL,
    answers TEXT NOT NULL,
    holder TEXT NOT NULL,
    PRIMARY KEY (rowid),
    CHECK (begun_at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (date GLOB '????-??-??'),
    CHECK (answers GLOB '{*}'),
    UNIQUE (id)
) STRICT;

CREATE TABLE share (
    rowid INTEGER NOT NULL,
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    sections TEXT NOT NULL,
    for_whom TEXT,
    until TEXT,
    path TEXT NOT NULL,
    PRIMARY KEY (rowid),
    CHECK (at GLOB '????-??-??T??:??:??.??????Z'),
    CHECK (sections GLOB '[[]*]'),
    UNIQUE (id)
) STRICT;

CREATE TABLE setting (
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (key)
) STRICT;

CREATE TABLE tombstone (
    id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (id),
    CHECK (at GLOB '????-??-??T??:??:??.??????Z')
) STRICT;

CREATE VIRTUAL TABLE search USING fts5(text, tokenize='ascii', columnsize=0);

CREATE VIEW v_trigger AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.now') AS "now", json_extract(answers, '$.situation') AS "situation",
    json_extract(answers, '$.body') AS "body", json_extract(answers, '$.areas') AS "areas",
    json_extract(answers, '$.sensations') AS "sensations", json_extract(answers, '$.state') AS "state",
    json_extract(answers, '$.thought') AS "thought", json_extract(answers, '$.belief') AS "belief",
    json_extract(answers, '$.urge') AS "urge", json_extract(answers, '$.acted') AS "acted",
    json_extract(answers, '$.distress') AS "distress", json_remove(answers, '$.now', '$.situation', '$.body',
    '$.areas', '$.sensations', '$.state', '$.thought', '$.belief', '$.urge', '$.acted', '$.distress') AS more
FROM entry WHERE kind = 'trigger' AND removed = 0;

CREATE VIEW v_practice AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.before') AS "before", json_extract(answers, '$.after') AS "after",
    json_extract(answers, '$.note') AS "note", json_extract(answers, '$.seconds') AS "seconds",
    json_extract(answers, '$.planned') AS "planned", json_extract(answers, '$.step') AS "step",
    json_extract(answers, '$.how') AS "how", json_extract(answers, '$.variant') AS "variant",
    json_extract(answers, '$.dry_run') AS "dry_run", json_extract(answers, '$.setting') AS "setting",
    json_remove(answers, '$.before', '$.after', '$.note', '$.seconds', '$.planned', '$.step', '$.how',
    '$.variant', '$.dry_run', '$.setting') AS more
FROM entry WHERE kind = 'practice' AND removed = 0;

CREATE VIEW v_experiment AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.belief') AS "belief", json_extract(answers, '$.belief_before') AS "belief_before",
    json_extract(answers, '$.prediction') AS "prediction", json_extract(answers, '$.sure') AS "sure",
    json_extract(answers, '$.looks_like') AS "looks_like", json_extract(answers, '$.plan') AS "plan",
    json_extract(answers, '$.exercise') AS "exercise", json_extract(answers, '$.did') AS "did",
    json_extract(answers, '$.outcome') AS "outcome", json_extract(answers, '$.came_true') AS "came_true",
    json_extract(answers, '$.belief_after') AS "belief_after",
    json_extract(answers, '$.learning') AS "learning", json_extract(answers, '$.keep') AS "keep",
    json_remove(answers, '$.belief', '$.belief_before', '$.prediction', '$.sure', '$.looks_like', '$.plan',
    '$.exercise', '$.did', '$.outcome', '$.came_true', '$.belief_after', '$.learning', '$.keep') AS more
FROM entry WHERE kind = 'experiment' AND removed = 0;

CREATE VIEW v_narrative AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.changed') AS "changed", json_remove(answers, '$.changed') AS more
FROM entry WHERE kind = 'narrative' AND removed = 0;

CREATE VIEW v_assessment AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.form') AS "form", json_extract(answers, '$.scores') AS "scores",
    json_remove(answers, '$.form', '$.scores') AS more
FROM entry WHERE kind = 'assessment' AND removed = 0;

CREATE VIEW v_reflection AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.now') AS "now", json_extract(answers, '$.text') AS "text", json_remove(answers,
    '$.now', '$.text') AS more
FROM entry WHERE kind = 'reflection' AND removed = 0;

CREATE VIEW v_moment AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.what') AS "what", json_extract(answers, '$.text') AS "text",
    json_extract(answers, '$.like') AS "like", json_remove(answers, '$.what', '$.text', '$.like') AS more
FROM entry WHERE kind = 'moment' AND removed = 0;

CREATE VIEW v_reading AS SELECT
    id, run, task, date, day, phase, happened_at, written_at, state = 'open' AS open,
    json_extract(answers, '$.text') AS "text", json_remove(answers, '$.text') AS more
FROM entry WHERE kind = 'reading' AND removed = 0;
"""

STEPS = (STEP_1,)
