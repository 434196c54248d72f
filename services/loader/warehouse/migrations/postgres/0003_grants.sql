-- Who may do what. The roles are made by services/loader/warehouse/postgres/roles.sql; the owner is whoever migrates.
-- A right on a divided table holds for its partitions, as long as they are reached through it.

DO $$
BEGIN
    EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO fiscus_loader, fiscus_reader', current_database());
END
$$;

-- The loader writes documents and its own books. It can neither change a table nor empty one without reading it, and
-- what it looks up it cannot change.
GRANT SELECT, INSERT, UPDATE, DELETE ON document, seen_record TO fiscus_loader;
GRANT SELECT, INSERT, UPDATE ON next_offset TO fiscus_loader;
GRANT SELECT, INSERT, DELETE ON
    budget_line, quarantined_line, claim, indicator, performance_plan, disclosed_figure, finding, check_result, load
    TO fiscus_loader;
GRANT SELECT ON functional_class, economic_class, schema_migration TO fiscus_loader;

-- Readers see the tables of the contract and the views, not the loader's books.
GRANT SELECT ON
    document, budget_line, quarantined_line, claim, indicator, performance_plan, disclosed_figure, finding, check_result,
    functional_class, economic_class, load,
    current_budget_line, table_total, department_summary, rule_outcome,
    current_claim, current_indicator, current_performance_plan, current_disclosed_figure
    TO fiscus_reader;
