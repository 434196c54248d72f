\ir ../common/tables.sql
