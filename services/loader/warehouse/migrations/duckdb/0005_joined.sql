\ir ../common/joined.sql
