-- formerly fa9ee58412d461cef1a5640fbd28a88fb157bfba5f305e4052c6b00b1d3a4a6c
-- What a complete table would change, as its dry run found it and as it is applied; one row a change, in the order of
-- the tree. below and held: what lies below the divisions that end by it and is not dealt with by the file, and what
-- is alive at them. While there is any, it is not applied.
create table division_import_changes (
    id uuid primary key,
    import_id uuid not null,
    no int not null,
    scope_key text collate "C" not null,
    kind text not null check (kind in ('new', 'renamed', 'recoded', 'merged', 'split', 'moved', 'abolished')),
    code text not null,
    name text not null,
    former_codes text not null,
    former_names text not null,
    below bigint not null,
    held bigint not null,
    blocked boolean not null,
    unique (import_id, no)
);
create index on division_import_changes (scope_key);
select platform.protect('division_import_changes', scope => 'scope_key');
