\ir ../common/wider.sql
