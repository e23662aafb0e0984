using System.Text;
using Dapper;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A table by which records are found: a row for each value that a record has, with the record's scope_key, indexed by
/// value, scope_key and record. Under a policy neither an array nor a piece of a text uses an index; equality does.
/// </summary>
/// <param name="Table">Its name.</param>
/// <param name="Id">Its column of the record's id.</param>
/// <param name="Value">Its column of the value.</param>
public sealed record ListLookup(string Table, string Id, string Value)
{
    /// <summary>
    /// Its column of the text whose pieces are the values: where several pieces are asked for, one text has them all.
    /// </summary>
    public string? Text { get; init; }

    internal string Rows =>
        $"(select {Id} as id, scope_key, {Value} as value{(Text is null ? "" : $", {Text} as text")} from {Table})";
}

/// <summary>How ?q= is found in texts that are kept sealed.</summary>
/// <param name="Lookup">The keyed hashes of their pieces.</param>
/// <param name="Pieces">The hashes that a text must all have; none for a search without letters, which finds
/// everything.</param>
/// <param name="Longest">In characters as a reader counts them; a longer search is refused (PLT-1002).</param>
public sealed record ListWords(ListLookup Lookup, Func<string, Session, byte[][]> Pieces, int Longest)
{
    internal void Read(
        string search,
        Session session,
        ListConditions asked,
        DynamicParameters parameters,
        Validation check
    )
    {
        if (TextElements.AreMoreThan(Longest, search))
            check.Add("/q", PlatformProblems.TooLong);
        else if (Pieces(search, session) is [var first, .. var rest])
        {
            parameters.Add("list_q", first);
            parameters.Add("list_q_rest", rest);
            asked.Find(Lookup, "list_q", isOne: true, rest.Length > 0 ? "list_q_rest" : null);
        }
    }
}

/// <summary>What a caller asks of a list's rows, as SQL on their alias x.</summary>
sealed class ListConditions
{
    readonly StringBuilder _columns = new();
    readonly List<Found> _found = [];

    /// <summary>An index finds the few rows that are asked for.</summary>
    public bool AreNarrow { get; set; }

    /// <summary>Adds a condition on columns.</summary>
    public StringBuilder Append(string sql) => _columns.Append(sql);

    /// <summary>Adds that the record has the value, or one of several.</summary>
    /// <param name="value">Name of the parameter; an array of several.</param>
    /// <param name="isOne">
    /// One value is asked for as such: of an array PostgreSQL does not know the length beforehand, and plans anew each
    /// time, which takes longer than the page.
    /// </param>
    /// <param name="rest">That of the pieces that the same text must have too.</param>
    public void Find(ListLookup lookup, string value, bool isOne, string? rest = null) =>
        _found.Add(new(lookup, value, isOne, rest));

    /// <summary>
    /// The rows to walk: those of a lookup that is asked for, for it has the fewest, else those of the table.
    /// </summary>
    /// <returns>Each: what to join so that each of several values is walked by itself. Walked, Covered: what is asked of
    /// the rows x, there and of all at once.</returns>
    public (string Rows, string Each, string Walked, string Covered) Through(string table)
    {
        // A search has fewer rows than a code, and is read last. Its rows have no other columns of the table.
        if (_columns.Length > 0 || _found is not [.. var others, var found])
            return (table, "", ToString(), ToString());
        var rest = string.Concat(others.Select(f => f.Exists)) + found.OneText("x");
        var all = $" and {found.Has("x")}{rest}";
        return found.IsOne
            ? (found.Lookup.Rows, "", all, all)
            : (
                found.Lookup.Rows,
                $"cross join unnest(@{found.Value}) each (value)",
                $" and x.value = each.value{rest}",
                all
            );
    }

    public override string ToString() => _columns + string.Concat(_found.Select(f => f.Exists));

    sealed record Found(ListLookup Lookup, string Value, bool IsOne, string? Rest)
    {
        public string Exists =>
            $" and exists (select from {Lookup.Rows} f where f.id = x.id and {Has("f")}{OneText("f")})";

        public string Has(string alias) => IsOne ? $"{alias}.value = @{Value}" : $"{alias}.value = any (@{Value})";

        public string OneText(string alias) =>
            Rest is null
                ? ""
                : $"""
                     and not exists (select from unnest(@{Rest}) piece where not exists (select from {Lookup.Rows} t
                        where t.value = piece and t.scope_key = {alias}.scope_key and t.id = {alias}.id
                            and t.text = {alias}.text))
                    """;
    }
}
