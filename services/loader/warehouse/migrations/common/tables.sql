-- The tables of the warehouse contract. Columns of the contract come first and in its order; additions follow them.
-- Times are UTC. Amounts are exact decimals, coordinates are PDF points. Keys are declared where they cost nothing. There
-- are no foreign keys: the loader writes a document whole or not at all. (DuckDB cannot replace a row that a foreign key
-- points to within one transaction, and PostgreSQL would check each line.)

CREATE TABLE document (
    document_id       VARCHAR PRIMARY KEY,
    source_uri        VARCHAR NOT NULL,
    file_name         VARCHAR NOT NULL,
    media_type        VARCHAR NOT NULL,
    department        VARCHAR,
    org_level         VARCHAR,
    region            VARCHAR,
    fiscal_year       INTEGER,
    kind              VARCHAR,
    profile           VARCHAR,
    published_on      DATE,
    page_count        INTEGER,
    verdict           VARCHAR NOT NULL,
    revision          INTEGER NOT NULL,
    is_current        BOOLEAN NOT NULL,
    numbers_seen      INTEGER NOT NULL,
    numbers_accounted INTEGER NOT NULL,
    extractor_version VARCHAR NOT NULL,
    submitted_at      TIMESTAMP NOT NULL,
    loaded_at         TIMESTAMP NOT NULL,
    validator_version VARCHAR NOT NULL
);

CREATE TABLE budget_line (
    document_id  VARCHAR NOT NULL,
    table_id     VARCHAR NOT NULL,
    row_no       INTEGER NOT NULL,
    row_kind     VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    row_label    VARCHAR NOT NULL,
    project_name VARCHAR,
    column_key   VARCHAR NOT NULL,
    printed      VARCHAR NOT NULL,
    amount_yuan  DECIMAL(20, 2) NOT NULL,
    unit         VARCHAR NOT NULL,
    page         INTEGER NOT NULL,
    x0           DOUBLE PRECISION,
    top          DOUBLE PRECISION,
    x1           DOUBLE PRECISION,
    bottom       DOUBLE PRECISION,
    inferred     BOOLEAN NOT NULL
);

CREATE TABLE quarantined_line (
    document_id  VARCHAR NOT NULL,
    table_id     VARCHAR NOT NULL,
    row_no       INTEGER NOT NULL,
    row_kind     VARCHAR NOT NULL,
    row_code     VARCHAR NOT NULL,
    row_label    VARCHAR NOT NULL,
    project_name VARCHAR,
    column_key   VARCHAR NOT NULL,
    printed      VARCHAR NOT NULL,
    amount_yuan  DECIMAL(20, 2) NOT NULL,
    unit         VARCHAR NOT NULL,
    page         INTEGER NOT NULL,
    x0           DOUBLE PRECISION,
    top          DOUBLE PRECISION,
    x1           DOUBLE PRECISION,
    bottom       DOUBLE PRECISION,
    inferred     BOOLEAN NOT NULL
);

CREATE TABLE claim (
    document_id VARCHAR NOT NULL,
    claim_no    INTEGER NOT NULL,
    section     VARCHAR NOT NULL,
    subject     VARCHAR NOT NULL,
    row_code    VARCHAR,
    amount_yuan DECIMAL(20, 2),
    share_pct   DECIMAL(18, 6),
    direction   VARCHAR,
    delta_yuan  DECIMAL(20, 2),
    growth_pct  DECIMAL(18, 6),
    reason      VARCHAR,
    quote       VARCHAR NOT NULL,
    page        INTEGER NOT NULL,
    section_key VARCHAR,
    subject_key VARCHAR,
    statement   VARCHAR NOT NULL,
    part_of     INTEGER
);

CREATE TABLE indicator (
    document_id  VARCHAR NOT NULL,
    plan_no      INTEGER NOT NULL,
    plan_kind    VARCHAR NOT NULL,
    plan_name    VARCHAR NOT NULL,
    level1       VARCHAR,
    level2       VARCHAR,
    level3       VARCHAR NOT NULL,
    target       VARCHAR,
    basis        VARCHAR,
    previous     VARCHAR,
    weight       DECIMAL(18, 6),
    page         INTEGER NOT NULL,
    indicator_no INTEGER NOT NULL
);

CREATE TABLE performance_plan (
    document_id VARCHAR NOT NULL,
    plan_no     INTEGER NOT NULL,
    plan_kind   VARCHAR NOT NULL,
    plan_name   VARCHAR NOT NULL,
    budget_yuan DECIMAL(20, 2),
    fiscal_yuan DECIMAL(20, 2),
    other_yuan  DECIMAL(20, 2),
    page        INTEGER NOT NULL
);

CREATE TABLE disclosed_figure (
    document_id VARCHAR NOT NULL,
    figure_key  VARCHAR NOT NULL,
    value       DECIMAL(28, 8) NOT NULL,
    unit        VARCHAR NOT NULL,
    page        INTEGER NOT NULL
);

CREATE TABLE finding (
    document_id VARCHAR NOT NULL,
    finding_no  INTEGER NOT NULL,
    rule_id     VARCHAR NOT NULL,
    outcome     VARCHAR NOT NULL,
    severity    VARCHAR NOT NULL,
    fault       VARCHAR NOT NULL,
    table_id    VARCHAR,
    row_code    VARCHAR,
    row_label   VARCHAR,
    column_key  VARCHAR,
    expected    DECIMAL(28, 8),
    actual      DECIMAL(28, 8),
    difference  DECIMAL(28, 8),
    tolerance   DECIMAL(28, 8),
    message     VARCHAR NOT NULL,
    page        INTEGER,
    message_zh  VARCHAR NOT NULL
);

CREATE TABLE check_result (
    document_id   VARCHAR NOT NULL,
    rule_id       VARCHAR NOT NULL,
    held          INTEGER NOT NULL,
    broken        INTEGER NOT NULL,
    not_checkable INTEGER NOT NULL
);

CREATE TABLE functional_class (
    code        VARCHAR PRIMARY KEY,
    name        VARCHAR NOT NULL,
    level       VARCHAR NOT NULL,
    parent      VARCHAR,
    other_names VARCHAR
);

CREATE TABLE economic_class (
    code        VARCHAR PRIMARY KEY,
    name        VARCHAR NOT NULL,
    level       VARCHAR NOT NULL,
    parent      VARCHAR,
    other_names VARCHAR
);

CREATE TABLE load (
    document_id VARCHAR PRIMARY KEY,
    loaded_at   TIMESTAMP NOT NULL,
    topic       VARCHAR NOT NULL,
    partition   INTEGER NOT NULL,
    log_offset  BIGINT NOT NULL
);

-- The loader's own books; no reader needs them.

-- For each partition of the event log the lowest offset that is not done.
CREATE TABLE next_offset (
    topic       VARCHAR NOT NULL,
    partition   INTEGER NOT NULL,
    next_offset BIGINT NOT NULL,
    PRIMARY KEY (topic, partition)
);

-- For each document and partition the last record that completed it, and what it said: which verdict is the newest.
CREATE TABLE seen_record (
    document_id VARCHAR NOT NULL,
    topic       VARCHAR NOT NULL,
    partition   INTEGER NOT NULL,
    log_offset  BIGINT NOT NULL,
    recorded_at TIMESTAMP NOT NULL,
    digest      VARCHAR NOT NULL,
    PRIMARY KEY (document_id, topic, partition)
);

-- The digest of each official code list that the dimension tables were filled from.
CREATE TABLE code_list (
    name   VARCHAR PRIMARY KEY,
    digest VARCHAR NOT NULL
);
