-- Appends rows of the audit to the chain: gives the rows at these positions, in this order, the numbers after after_no
-- with their hashes, and stores the new head. Raises serialization_failure if the head is no longer at after_no, or if
-- a row is missing or has a number. The app role may alter the chain by this function alone; it does not check hashes,
-- and a caller without the key can only make links that do not hold.
create or replace function platform.chain_audit(
    after_no bigint, positions bigint[], hashes bytea[], head_hash bytea, key text, head_seal bytea)
returns void language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare linked bigint;
begin
    update platform.audit_head
    set chain_no = after_no + cardinality(positions), hash = head_hash, chain_key = key, seal = head_seal
    where chain_no = after_no;
    if not found then
        raise exception 'the audit was chained by another meanwhile' using errcode = 'serialization_failure';
    end if;
    update platform.audit a
    set chain_no = after_no + l.i, hash = l.hash, chain_key = key
    from unnest(positions, hashes) with ordinality l (position, hash, i)
    where a.position = l.position and a.chain_no is null;
    get diagnostics linked = row_count;
    if linked <> cardinality(positions) then
        raise exception 'a row of the audit is chained already or is not there' using errcode = 'serialization_failure';
    end if;
end $$;
revoke all on function platform.chain_audit from public;
