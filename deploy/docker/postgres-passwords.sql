-- After the roles are made (services/loader/warehouse/postgres/roles.sql): their passwords from the container's secrets,
-- and the database to its owner. The image runs this once with psql, when the volume is new.

\set owner `cat /run/secrets/postgres_owner`
\set loader `cat /run/secrets/postgres_loader`
\set reader `cat /run/secrets/postgres_reader`

ALTER ROLE fiscus_owner PASSWORD :'owner';
ALTER ROLE fiscus_loader PASSWORD :'loader';
ALTER ROLE fiscus_reader PASSWORD :'reader';

ALTER DATABASE :DBNAME OWNER TO fiscus_owner;
