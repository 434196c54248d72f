-- Who answers for a finding (a waiver), the other place that it speaks of, and which judgement of a document is the
-- present one. A waived finding is no error, warning or information any more: it is counted by itself.

ALTER TABLE finding ADD COLUMN x0 DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN top DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN x1 DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN bottom DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN counterpart_where VARCHAR;
ALTER TABLE finding ADD COLUMN counterpart_row_code VARCHAR;
ALTER TABLE finding ADD COLUMN counterpart_row_label VARCHAR;
ALTER TABLE finding ADD COLUMN counterpart_column_key VARCHAR;
ALTER TABLE finding ADD COLUMN counterpart_page INTEGER;
ALTER TABLE finding ADD COLUMN counterpart_x0 DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN counterpart_top DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN counterpart_x1 DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN counterpart_bottom DOUBLE PRECISION;
ALTER TABLE finding ADD COLUMN waived_reason VARCHAR;
ALTER TABLE finding ADD COLUMN waived_by VARCHAR;
ALTER TABLE finding ADD COLUMN waived_until DATE;

ALTER TABLE document ADD COLUMN judgement VARCHAR;
ALTER TABLE document ADD COLUMN judged_at TIMESTAMP;

-- The order of judgements, as the validator tells it; NULL from validators before version 0.2.
ALTER TABLE seen_record ADD COLUMN reading_offset BIGINT;
ALTER TABLE seen_record ADD COLUMN judged_offset BIGINT;

-- How much of a disclosure a file is, and which files are of one disclosure: a department may publish its tables and its
-- text apart. The id is the MD5 of department, level, year and kind, joined by bars; NULL where one of them is unknown.

ALTER TABLE document ADD COLUMN scope VARCHAR;
ALTER TABLE document ADD COLUMN disclosure_id VARCHAR;

UPDATE document SET scope = 'whole' WHERE kind IS NOT NULL;
UPDATE document
SET disclosure_id = md5(department || '|' || org_level || '|' || CAST(fiscal_year AS VARCHAR) || '|' || kind)
WHERE department IS NOT NULL AND org_level IS NOT NULL AND fiscal_year IS NOT NULL AND kind IS NOT NULL;

-- The unit of a department that a row belongs to, where a table tells its units apart, and the codes of further
-- classifications that a row bears (separated by semicolons).

ALTER TABLE budget_line ADD COLUMN unit_name VARCHAR;
ALTER TABLE budget_line ADD COLUMN further_codes VARCHAR;
ALTER TABLE quarantined_line ADD COLUMN unit_name VARCHAR;
ALTER TABLE quarantined_line ADD COLUMN further_codes VARCHAR;

-- How a figure was read: from the text layer of its page, or from its picture by OCR.

ALTER TABLE budget_line ADD COLUMN read_by VARCHAR;
ALTER TABLE quarantined_line ADD COLUMN read_by VARCHAR;
UPDATE budget_line SET read_by = 'text';
UPDATE quarantined_line SET read_by = 'text';

-- The amounts to rely on: accepted documents, current revisions, with the names of the official codes. (The year is that
-- of the lines, which is the document's: a condition on it leaves the other partitions out.)
CREATE OR REPLACE VIEW current_budget_line AS
SELECT
    d.document_id,
    d.region,
    d.department,
    d.org_level,
    l.fiscal_year,
    d.kind,
    d.revision,
    d.verdict,
    l.table_id,
    l.row_no,
    l.row_kind,
    l.row_code,
    l.row_label,
    coalesce(f.name, e.name) AS class_name,
    coalesce(f.level, e.level) AS class_level,
    coalesce(f.parent, e.parent) AS class_parent,
    l.project_name,
    l.column_key,
    c.name AS column_class_name,
    l.printed,
    l.amount_yuan,
    CAST(l.amount_yuan * 0.0001 AS DECIMAL(24, 6)) AS amount_wan,
    l.unit,
    l.page,
    l.x0,
    l.top,
    l.x1,
    l.bottom,
    l.inferred,
    d.published_on,
    d.file_name,
    d.source_uri,
    l.unit_name,
    l.further_codes,
    l.read_by
FROM budget_line AS l
JOIN document AS d ON d.document_id = l.document_id
LEFT JOIN functional_class AS f ON f.code = l.row_code
LEFT JOIN economic_class AS e ON e.code = l.row_code
LEFT JOIN economic_class AS c ON c.code = l.column_key
WHERE d.is_current;

-- One row for each disclosure: its current publication, how it fared, and the totals by table (NULL where none is printed,
-- and in quarantine). Tables with other ids than T1 to T11 are in `table_total`. Of files that
-- publish tables and text apart it is the one with the tables; a text or an attachment has a row where it stands alone.
CREATE OR REPLACE VIEW department_summary AS
SELECT
    d.region,
    d.department,
    d.org_level,
    d.fiscal_year,
    d.kind,
    d.document_id,
    d.revision,
    d.verdict,
    d.published_on,
    d.file_name,
    CAST(t.t1_income_yuan AS DECIMAL(20, 2)) AS t1_income_yuan,
    CAST(t.t1_expenditure_yuan AS DECIMAL(20, 2)) AS t1_expenditure_yuan,
    CAST(t.t2_income_yuan AS DECIMAL(20, 2)) AS t2_income_yuan,
    CAST(t.t3_expenditure_yuan AS DECIMAL(20, 2)) AS t3_expenditure_yuan,
    CAST(t.t3_basic_yuan AS DECIMAL(20, 2)) AS t3_basic_yuan,
    CAST(t.t3_project_yuan AS DECIMAL(20, 2)) AS t3_project_yuan,
    CAST(t.t4_income_yuan AS DECIMAL(20, 2)) AS t4_income_yuan,
    CAST(t.t4_expenditure_yuan AS DECIMAL(20, 2)) AS t4_expenditure_yuan,
    CAST(t.t5_general_public_yuan AS DECIMAL(20, 2)) AS t5_general_public_yuan,
    CAST(t.t5_basic_yuan AS DECIMAL(20, 2)) AS t5_basic_yuan,
    CAST(t.t5_project_yuan AS DECIMAL(20, 2)) AS t5_project_yuan,
    CAST(t.t6_basic_yuan AS DECIMAL(20, 2)) AS t6_basic_yuan,
    CAST(t.t6_personnel_yuan AS DECIMAL(20, 2)) AS t6_personnel_yuan,
    CAST(t.t6_operating_yuan AS DECIMAL(20, 2)) AS t6_operating_yuan,
    CAST(t.t7_project_yuan AS DECIMAL(20, 2)) AS t7_project_yuan,
    CAST(t.t8_government_fund_yuan AS DECIMAL(20, 2)) AS t8_government_fund_yuan,
    CAST(t.t9_state_capital_yuan AS DECIMAL(20, 2)) AS t9_state_capital_yuan,
    CAST(t.t10_three_public_yuan AS DECIMAL(20, 2)) AS t10_three_public_yuan,
    CAST(t.t11_carryover_yuan AS DECIMAL(20, 2)) AS t11_carryover_yuan,
    coalesce(l.amounts, 0) AS amounts,
    coalesce(n.errors, 0) AS errors,
    coalesce(n.warnings, 0) AS warnings,
    coalesce(n.infos, 0) AS infos,
    d.numbers_seen,
    d.numbers_accounted,
    coalesce(n.waived, 0) AS waived
FROM document AS d
LEFT JOIN LATERAL (
    SELECT
        max(total_yuan) FILTER (WHERE table_id = 'T1' AND column_key = 'income') AS t1_income_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T1' AND column_key = 'expenditure') AS t1_expenditure_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T2' AND column_key = 'total') AS t2_income_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T3' AND column_key = 'total') AS t3_expenditure_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T3' AND column_key = 'basic') AS t3_basic_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T3' AND column_key = 'project') AS t3_project_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T4' AND column_key = 'income') AS t4_income_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T4' AND column_key = 'total') AS t4_expenditure_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T5' AND column_key = 'total') AS t5_general_public_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T5' AND column_key = 'basic') AS t5_basic_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T5' AND column_key = 'project') AS t5_project_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T6' AND column_key = 'total') AS t6_basic_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T6' AND column_key = 'personnel') AS t6_personnel_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T6' AND column_key = 'operating') AS t6_operating_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T7' AND column_key = 'total') AS t7_project_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T8' AND column_key = 'total') AS t8_government_fund_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T9' AND column_key = 'total') AS t9_state_capital_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T10' AND column_key = 'total') AS t10_three_public_yuan,
        max(total_yuan) FILTER (WHERE table_id = 'T11' AND column_key = 'total') AS t11_carryover_yuan
    FROM (
        SELECT
            table_id,
            column_key,
            CASE WHEN min(amount_yuan) = max(amount_yuan) THEN max(amount_yuan) END AS total_yuan
        FROM budget_line
        WHERE document_id = d.document_id AND row_code = 'total'
            AND (fiscal_year = d.fiscal_year OR (d.fiscal_year IS NULL AND fiscal_year IS NULL))
        GROUP BY table_id, column_key
    ) AS total
) AS t ON true
LEFT JOIN LATERAL (
    SELECT count(*) AS amounts
    FROM budget_line
    WHERE document_id = d.document_id
        AND (fiscal_year = d.fiscal_year OR (d.fiscal_year IS NULL AND fiscal_year IS NULL))
) AS l ON true
LEFT JOIN LATERAL (
    SELECT
        count(*) FILTER (WHERE severity = 'error' AND waived_by IS NULL) AS errors,
        count(*) FILTER (WHERE severity = 'warning' AND waived_by IS NULL) AS warnings,
        count(*) FILTER (WHERE severity = 'info' AND waived_by IS NULL) AS infos,
        count(*) FILTER (WHERE waived_by IS NOT NULL) AS waived
    FROM finding
    WHERE document_id = d.document_id
) AS n ON true
WHERE d.is_current AND d.verdict <> 'unreadable'
    AND (
        coalesce(d.scope, 'whole') NOT IN ('text', 'attachment')
        OR d.disclosure_id IS NULL
        OR NOT EXISTS (
            SELECT 1
            FROM document AS o
            WHERE o.disclosure_id = d.disclosure_id AND o.is_current AND o.document_id <> d.document_id
                AND (
                    coalesce(o.scope, 'whole') NOT IN ('text', 'attachment')
                    OR (o.scope = 'text' AND d.scope = 'attachment')
                    OR (o.scope = d.scope AND o.document_id < d.document_id)
                )
        )
    );
