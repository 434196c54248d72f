-- Views for readers. Amounts in `..._yuan` are 元, in `..._wan` 万元, both exact. They are written so that PostgreSQL looks
-- at the partitions of the years in question alone.

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
    d.source_uri
FROM budget_line AS l
JOIN document AS d ON d.document_id = l.document_id
LEFT JOIN functional_class AS f ON f.code = l.row_code
LEFT JOIN economic_class AS e ON e.code = l.row_code
LEFT JOIN economic_class AS c ON c.code = l.column_key
WHERE d.is_current;

-- The total row of each column of each table. A document that prints two different totals has none here.
CREATE OR REPLACE VIEW table_total AS
SELECT
    document_id,
    table_id,
    column_key,
    CAST(CASE WHEN min(amount_yuan) = max(amount_yuan) THEN max(amount_yuan) END AS DECIMAL(20, 2)) AS total_yuan
FROM budget_line
WHERE row_code = 'total'
GROUP BY document_id, table_id, column_key;

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
    d.numbers_accounted
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
        count(*) FILTER (WHERE severity = 'error') AS errors,
        count(*) FILTER (WHERE severity = 'warning') AS warnings,
        count(*) FILTER (WHERE severity = 'info') AS infos
    FROM finding
    WHERE document_id = d.document_id
) AS n ON true
WHERE d.is_current AND d.verdict <> 'unreadable';

-- For each rule how often it held, was broken and could not be checked, and in how many documents, over all publications.
CREATE OR REPLACE VIEW rule_outcome AS
SELECT
    rule_id,
    CAST(sum(held) AS BIGINT) AS held,
    CAST(sum(broken) AS BIGINT) AS broken,
    CAST(sum(not_checkable) AS BIGINT) AS not_checkable,
    count(*) AS documents,
    count(*) FILTER (WHERE held > 0) AS documents_held,
    count(*) FILTER (WHERE broken > 0) AS documents_broken,
    count(*) FILTER (WHERE not_checkable > 0) AS documents_not_checkable
FROM check_result
GROUP BY rule_id;

-- The fellows of `current_budget_line`: what accepted documents in their current revision state beside the tables. The
-- tables below hold the same of quarantined documents too.
CREATE OR REPLACE VIEW current_claim AS
SELECT d.region, d.department, d.org_level, d.fiscal_year, d.kind, r.*
FROM claim AS r
JOIN document AS d ON d.document_id = r.document_id
WHERE d.is_current AND d.verdict IN ('accepted', 'accepted_with_findings');

CREATE OR REPLACE VIEW current_indicator AS
SELECT d.region, d.department, d.org_level, d.fiscal_year, d.kind, r.*
FROM indicator AS r
JOIN document AS d ON d.document_id = r.document_id
WHERE d.is_current AND d.verdict IN ('accepted', 'accepted_with_findings');

CREATE OR REPLACE VIEW current_performance_plan AS
SELECT d.region, d.department, d.org_level, d.fiscal_year, d.kind, r.*
FROM performance_plan AS r
JOIN document AS d ON d.document_id = r.document_id
WHERE d.is_current AND d.verdict IN ('accepted', 'accepted_with_findings');

CREATE OR REPLACE VIEW current_disclosed_figure AS
SELECT d.region, d.department, d.org_level, d.fiscal_year, d.kind, r.*
FROM disclosed_figure AS r
JOIN document AS d ON d.document_id = r.document_id
WHERE d.is_current AND d.verdict IN ('accepted', 'accepted_with_findings');
