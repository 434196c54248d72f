\ir ../common/judgements.sql
