\ir ../common/joined.sql

-- Which texts and tables a department has published, and which text is joined with a document.
CREATE INDEX document_joined ON document (joined_document_id) WHERE joined_document_id IS NOT NULL;
