namespace Organizations.Features.Reorganisations;

/// <summary>SQL that restores divisions to their state before a reorganisation.</summary>
static class FormerDivisions
{
    const string Forget = """
        delete from division_successors s using reorganisations r
        where r.id = @id
            and s.since = (r.applied_at at time zone 'Asia/Shanghai')::date
            and s.relation in ('merged', 'split')
            and s.division_id = any (@old)
            and s.successor_id = any (@successors)
        """;
    const string ForgetStates = """
        delete
        from division_history h
        using reorganisation_divisions r
        where r.reorganisation_id = @id and h.id = r.history_id
        """;
    const string Uncentre = "delete from division_points where division_id = any (@added)";

    /// <summary>
    /// A new division that records name, if only in the past, stays as one that never existed. Its key, and that of the
    /// division that absorbed others, get a prefix while keys move, to stay unique.
    /// </summary>
    const string SetAside = """
        update divisions
        set key = '~' || key, valid_to = case when id = any (@added) then valid_from else valid_to end,
            since = case when id = any (@added) then valid_from else since end,
               version = version + 1
        where id = any (array(select named_divisions(@added))) or id = @Into
        """;
    const string Remove = "delete from divisions where id = any (@added) and key < '~'";
    const string PutBack = "update divisions set key = substr(key, 2) where id = any (@added)";

    /// <summary>Release codes first: a division may have had the code of another.</summary>
    const string LetGo = """
        update divisions d set code = '-' || d.code from reorganisation_divisions r
        where r.reorganisation_id = @id
            and d.id = r.division_id
            and r.before is not null
            and d.code <> r.before ->> 'code'
        """;
    const string Restore = """
        update divisions d
        set parent_id = b.parent_id, key = b.key, code = b.code, name = b.name, valid_to = b.valid_to,
            since = b.since, version = d.version + 1
        from reorganisation_divisions r
        cross join lateral jsonb_populate_record(null::divisions, r.before) b
        where r.reorganisation_id = @id and r.before is not null and d.id = r.division_id
        """;

    /// <summary>Earlier reorganisations of a restored division refer to its present version.</summary>
    const string LeftAgain = """
        update reorganisation_divisions o
        set left_at = d.version
        from reorganisation_divisions r
        join divisions d on d.id = r.division_id
        where r.reorganisation_id = @id
            and o.division_id = r.division_id
            and o.reorganisation_id <> r.reorganisation_id
            and o.left_at = (r.before ->> 'version')::bigint
        """;

    /// <summary>Run before keys move.</summary>
    public static readonly string[] RemovesNew = [Forget, Uncentre, SetAside, Remove];

    /// <summary>Run after keys moved.</summary>
    public static readonly string[] Restores = [PutBack, ForgetStates, LetGo, Restore, LeftAgain];
}
