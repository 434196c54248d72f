-- How a figure was read: from the text layer of its page, or from its picture by OCR.

ALTER TABLE budget_line ADD COLUMN read_by VARCHAR;
ALTER TABLE quarantined_line ADD COLUMN read_by VARCHAR;
UPDATE budget_line SET read_by = 'text';
UPDATE quarantined_line SET read_by = 'text';

-- As before, with `read_by`.
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
