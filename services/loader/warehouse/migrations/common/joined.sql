-- The two files of one disclosure: with which file's tables a text was judged, and in which of the two files the other
-- place of a finding is. What a sentence, an indicator or a figure was read by, as amounts in tables have it.

ALTER TABLE document ADD COLUMN reading VARCHAR;
ALTER TABLE document ADD COLUMN joined_document_id VARCHAR;
ALTER TABLE document ADD COLUMN joined_reading VARCHAR;
ALTER TABLE finding ADD COLUMN counterpart_document_id VARCHAR;
ALTER TABLE claim ADD COLUMN previous_yuan DECIMAL(20, 2);
ALTER TABLE claim ADD COLUMN read_by VARCHAR;
ALTER TABLE indicator ADD COLUMN read_by VARCHAR;
ALTER TABLE disclosed_figure ADD COLUMN read_by VARCHAR;
UPDATE claim SET read_by = 'text';
UPDATE indicator SET read_by = 'text';
UPDATE disclosed_figure SET read_by = 'text';

CREATE OR REPLACE VIEW current_indicator AS
SELECT d.region, d.department, d.org_level, d.fiscal_year, d.kind, r.*
FROM indicator AS r
JOIN document AS d ON d.document_id = r.document_id
WHERE d.is_current AND d.verdict IN ('accepted', 'accepted_with_findings');

-- What accepted documents in their current revision state beside the tables. A text that was published by itself after a
-- whole publication stands in place of that one's text, whose tables stay.
CREATE OR REPLACE VIEW current_claim AS
SELECT d.region, d.department, d.org_level, d.fiscal_year, d.kind, r.*
FROM claim AS r
JOIN document AS d ON d.document_id = r.document_id
WHERE d.is_current AND d.verdict IN ('accepted', 'accepted_with_findings')
    AND NOT EXISTS (
        SELECT 1
        FROM document AS o
        WHERE o.disclosure_id = d.disclosure_id AND o.is_current AND o.scope = 'text' AND d.scope = 'whole'
    );

CREATE OR REPLACE VIEW current_disclosed_figure AS
SELECT d.region, d.department, d.org_level, d.fiscal_year, d.kind, r.*
FROM disclosed_figure AS r
JOIN document AS d ON d.document_id = r.document_id
WHERE d.is_current AND d.verdict IN ('accepted', 'accepted_with_findings')
    AND NOT EXISTS (
        SELECT 1
        FROM document AS o
        WHERE o.disclosure_id = d.disclosure_id AND o.is_current AND o.scope = 'text' AND d.scope = 'whole'
    );

-- One row for each disclosure: its current publication, how it fared, and the totals by table (NULL where none is printed,
-- and in quarantine). Of tables and text that are published apart the tables have the row.
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
    )
    AND NOT EXISTS (
        SELECT 1
        FROM document AS o
        WHERE o.document_id = d.joined_document_id AND o.is_current AND d.scope = 'text'
    );
