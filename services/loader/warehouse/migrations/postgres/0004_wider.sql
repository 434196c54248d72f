\ir ../common/wider.sql

CREATE INDEX document_disclosure_id ON document (disclosure_id);
