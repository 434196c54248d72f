\ir ../common/read_by.sql
