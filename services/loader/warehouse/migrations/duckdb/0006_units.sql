\ir ../common/units.sql
