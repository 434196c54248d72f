-- The lines carry the fiscal year of their document, by which PostgreSQL divides them: the tables are the same in both.

ALTER TABLE budget_line ADD COLUMN fiscal_year INTEGER;
ALTER TABLE quarantined_line ADD COLUMN fiscal_year INTEGER;

UPDATE budget_line SET fiscal_year = d.fiscal_year
FROM document AS d WHERE d.document_id = budget_line.document_id;
UPDATE quarantined_line SET fiscal_year = d.fiscal_year
FROM document AS d WHERE d.document_id = quarantined_line.document_id;

\ir ../common/views.sql
