-- The roles of the warehouse. An administrator (a superuser, or a role that may create roles) runs this once on a
-- server, and gives each role its password: ALTER ROLE fiscus_loader PASSWORD '…'. Running it again does no harm.
--
--   fiscus_owner   owns the database and its tables; migrates, at a release
--   fiscus_loader  writes documents; the loaders run as this
--   fiscus_reader  reads; for people and dashboards
--
-- What each may do is granted by the migrations.

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['fiscus_owner', 'fiscus_loader', 'fiscus_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION', name);
        END IF;
    END LOOP;
END
$$;

ALTER ROLE fiscus_reader SET default_transaction_read_only = on;
