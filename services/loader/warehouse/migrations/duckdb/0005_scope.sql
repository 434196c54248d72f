\ir ../common/scope.sql
