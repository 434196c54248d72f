\ir ../common/tables.sql

-- The printed amounts are divided by fiscal year; the plain tables hand their columns on to divided ones. `..._other` takes
-- the years that have no partition, and the lines of documents that name no year; the partitions of years are made by
-- services/loader/warehouse/postgres/partitions.py.

ALTER TABLE budget_line RENAME TO undivided_line;
DROP TABLE quarantined_line;

CREATE TABLE budget_line (LIKE undivided_line, fiscal_year INTEGER) PARTITION BY LIST (fiscal_year);
CREATE TABLE budget_line_other PARTITION OF budget_line DEFAULT;

CREATE TABLE quarantined_line (LIKE undivided_line, fiscal_year INTEGER) PARTITION BY LIST (fiscal_year);
CREATE TABLE quarantined_line_other PARTITION OF quarantined_line DEFAULT;

DROP TABLE undivided_line;

-- Which publications a disclosure has, and which documents a year.
CREATE INDEX document_disclosure ON document (department, org_level, fiscal_year, kind);
CREATE INDEX document_fiscal_year ON document (fiscal_year, kind) WHERE is_current;

-- The lines of a document, as the views join them; the totals of its tables; a code over all documents.
CREATE INDEX budget_line_document ON budget_line (document_id, table_id, row_no);
CREATE INDEX budget_line_total ON budget_line (document_id, table_id, column_key) INCLUDE (amount_yuan)
    WHERE row_code = 'total';
CREATE INDEX budget_line_code ON budget_line (table_id, row_code, column_key);
CREATE INDEX quarantined_line_document ON quarantined_line (document_id, table_id, row_no);

CREATE INDEX claim_document ON claim (document_id, claim_no);
CREATE INDEX indicator_document ON indicator (document_id, plan_no, indicator_no);
CREATE INDEX performance_plan_document ON performance_plan (document_id, plan_no);
CREATE INDEX disclosed_figure_document ON disclosed_figure (document_id, figure_key);
CREATE INDEX disclosed_figure_key ON disclosed_figure (figure_key);

-- What is wrong with a document; what a rule found. `rule_outcome` reads the second index of check_result alone.
CREATE INDEX finding_document ON finding (document_id, finding_no) INCLUDE (severity);
CREATE INDEX finding_rule ON finding (rule_id, document_id);
CREATE INDEX check_result_document ON check_result (document_id, rule_id);
CREATE INDEX check_result_rule ON check_result (rule_id) INCLUDE (held, broken, not_checkable);
