\ir ../common/views.sql
