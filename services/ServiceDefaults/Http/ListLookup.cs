using System.Text;
using Dapper;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A lookup table: one row for each value of a record, with the record's scope_key, indexed by value, scope_key and
/// record. Under a row policy, operators on arrays and parts of text use no index, but equality does.
/// </summary>
/// <param name="Table">Name of the table.</param>
/// <param name="Id">Column of the record's id.</param>
/// <param name="Value">Column of the value.</param>
public sealed record ListLookup(string Table, string Id, string Value)
{
    /// <summary>
    /// Column that identifies the text whose pieces are the values: several requested pieces must be in one text.
    /// </summary>
    public string? Text { get; init; }

    internal string Rows =>
        $"(select {Id} as id, scope_key, {Value} as value{(Text is null ? "" : $", {Text} as text")} from {Table})";
}

/// <summary>Search by ?q= in sealed texts.</summary>
/// <param name="Lookup">The keyed hashes of their pieces.</param>
/// <param name="Pieces">The hashes that a text must all have; empty for a search without letters, which finds every
/// row.</param>
/// <param name="Longest">In text elements (UAX 29); a longer search is refused (PLT-1002).</param>
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

/// <summary>The conditions of a list's filters, as SQL on the alias x.</summary>
sealed class ListConditions
{
    readonly StringBuilder _columns = new();
    readonly List<Found> _found = [];

    /// <summary>An index finds the few requested rows.</summary>
    public bool AreNarrow { get; set; }

    /// <summary>Adds a condition on columns.</summary>
    public StringBuilder Append(string sql) => _columns.Append(sql);

    /// <summary>Adds the condition that the record has the value, or one of several.</summary>
    /// <param name="value">Name of the parameter; an array for several values.</param>
    /// <param name="isOne">The parameter is one value. PostgreSQL does not know the length of an array beforehand and
    /// plans again each time, which takes longer than the page.</param>
    /// <param name="rest">Name of the parameter with the other pieces that the same text must have.</param>
    public void Find(ListLookup lookup, string value, bool isOne, string? rest = null) =>
        _found.Add(new(lookup, value, isOne, rest));

    /// <summary>
    /// The rows to walk: those of a requested lookup, which has the fewest, otherwise those of the table.
    /// </summary>
    /// <returns>Each: the join that walks each of several values separately. Walked, Covered: the conditions on the
    /// rows x, of one walk and of all at once.</returns>
    public (string Rows, string Each, string Walked, string Covered) Through(string table)
    {
        // A search has fewer rows than a code and is added last. Its rows have no other columns of the table.
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
