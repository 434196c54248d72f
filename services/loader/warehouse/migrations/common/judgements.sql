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

-- One row for each disclosure: its current publication, how it fared, and the totals by table (NULL where none is printed,
-- and in quarantine). Tables with other ids than T1 to T11 are in `table_total`.
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
WHERE d.is_current AND d.verdict <> 'unreadable';
