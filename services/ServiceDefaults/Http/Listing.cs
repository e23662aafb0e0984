using System.Reflection;
using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Http;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// One list as a declaration: what its rows are and its columns; filters, search, order, paging, CSV and XLSX follow
/// from it. Declare it once in a static field and answer with <see cref="Listing{TRow,TItem}.AnswerAsync"/>:
/// <code> static readonly Listing&lt;Item, Item&gt; List = Listing.Of&lt;Item&gt;("people", "select id, name, kind,
/// held_on from people where scope_key >= @key", new("name", "姓名") { Search = true }, new("heldOn", "日期")); public
/// static Task&lt;IResult&gt; Handle(ListQuery query, Session session, CancellationToken ct) => List.AnswerAsync(query,
/// session, new { key }, ct);
/// </code> The source is any select with a column id uuid; it runs under the caller's policies and takes the handler's
/// named arguments. Callers write ?kind=a,b (one of), ?heldOn.from=2024-01-01&amp;heldOn.to=2024-12-31 (both included),
/// ?q=text, ?sort=name or -name, ?collation=stroke, ?cursor=&amp;limit=, ?format=csv or xlsx (all rows, without
/// paging). Parameters the handler declares itself (string? asOf, say) are known too; any other is refused (PLT-1009).
/// </summary>
public static class Listing
{
    /// <param name="name">File name of an export.</param>
    /// <param name="source">SQL with a column id and one for each column that is not plain.</param>
    public static Listing<T, T> Of<T>(string name, string source, params IReadOnlyList<ListColumn> columns)
        where T : class => new(name, source, (row, _) => row, columns);

    /// <param name="view">Makes of a row what the caller may see of it: masks, opens, computes.</param>
    public static Listing<TRow, TItem> Of<TRow, TItem>(
        string name,
        string source,
        Func<TRow, Session, TItem> view,
        params IReadOnlyList<ListColumn> columns
    )
        where TRow : class
        where TItem : class => new(name, source, view, columns);
}

/// <summary>A list; see <see cref="Listing"/>, which makes it.</summary>
public sealed record Listing<TRow, TItem>
    where TRow : class
    where TItem : class
{
    readonly string _name,
        _source;
    readonly Func<TRow, Session, TItem> _view;
    readonly PropertyInfo _id = Member(typeof(TRow), "id")
        ?? throw new ArgumentException($"{typeof(TRow)} has no member Id.");

    internal Listing(string name, string source, Func<TRow, Session, TItem> view, IReadOnlyList<ListColumn> columns)
    {
        (_name, _source, _view, Columns) = (name, source, view, columns);
        foreach (var c in columns)
            if (Member(c.Plain ? typeof(TItem) : typeof(TRow), c.Name) is null)
                throw new ArgumentException($"{typeof(TRow)} has no member for the column {c.Name}.");
    }

    internal IReadOnlyList<ListColumn> Columns { get; }

    /// <summary>The subject of each row, where rows are about persons: it goes into the audit.</summary>
    public Func<TRow, Guid>? Subject { get; init; }

    /// <summary>The order if the caller names none; by id, that is by when the record was made.</summary>
    public string? DefaultSort { get; init; }

    /// <summary>A page as JSON, or all of it as a file.</summary>
    /// <param name="args">The source's named arguments.</param>
    /// <exception cref="ProblemException">PLT-0001 with the parameters that are wrong, PLT-0012 for a cursor of another
    /// list or order.</exception>
    public async Task<IResult> AnswerAsync(
        ListQuery query,
        Session session,
        object? args = null,
        CancellationToken ct = default
    )
    {
        var parameters = new DynamicParameters(args);
        var (sort, where) = Read(query, parameters);
        var sql = new StringBuilder($"select x.* from ({_source}) x where true{where}");
        if (query.Format is "csv" or "xlsx")
        {
            sql.Append(Order(sort));
            return await ListFile.WriteAsync(
                _name,
                query,
                [.. Columns.Where(c => !c.Hidden).Select(c => c with { Type = Shown(c) })],
                Values(sql.ToString(), parameters, session, ct),
                session,
                ct
            );
        }
        sql.Append(After(query.Cursor, sort, parameters)).Append(Order(sort)).Append(" limit @list_take");
        parameters.Add("list_take", query.Limit + 1);
        var page = (await session.Query<TRow>(sql.ToString(), parameters, ct)).ToList();
        var next = page.Count > query.Limit ? Cursor(page[query.Limit - 1], sort) : null;
        if (next is not null)
            page.RemoveAt(query.Limit);
        if (Subject is not null)
            session.Saw(page.Select(Subject));
        return TypedResults.Ok(new Page<TItem>(page.ConvertAll(r => _view(r, session)), next));
    }

    async IAsyncEnumerable<object?[]> Values(
        string sql,
        DynamicParameters parameters,
        Session session,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        var members = Columns.Where(c => !c.Hidden).Select(c => Member(typeof(TItem), c.Name)!).ToArray();
        var connection = await session.Ready(ct);
        var rows = connection.QueryUnbufferedAsync<TRow>(sql, parameters, commandTimeout: session.CommandTimeout);
        await foreach (var row in rows.WithCancellation(ct))
        {
            if (Subject is not null)
                session.Saw(Subject(row));
            var item = _view(row, session);
            var id = (Guid)_id.GetValue(row)!;
            yield return Array.ConvertAll(members, m => m.GetValue(item) ?? session.Unreadable.MarkOf(id, m.Name));
        }
    }

    (Sort Sort, string Where) Read(ListQuery query, DynamicParameters parameters)
    {
        var check = new Validation();
        var where = new StringBuilder();
        foreach (var (name, text) in query.Filters)
            ReadFilter(name, text, where, parameters, check);
        if (query.Search is { } search)
            ReadSearch(search, where, parameters, check);
        var sort = ReadSort(query, check);
        check.That(query.Format is null or "json" or "csv" or "xlsx", "/format", PlatformProblems.UnknownCode);
        check.That(query.Collation is "pinyin" or "stroke", "/collation", PlatformProblems.UnknownCode);
        check.ThrowIfInvalid();
        return (sort, where.ToString());
    }

    void ReadFilter(string name, string text, StringBuilder where, DynamicParameters parameters, Validation check)
    {
        var (column, bound) =
            name.EndsWith(".from", StringComparison.Ordinal) ? (name[..^5], ">=")
            : name.EndsWith(".to", StringComparison.Ordinal) ? (name[..^3], "<=")
            : (name, "=");
        if (Columns.FirstOrDefault(c => c.Name == column && !c.Plain) is not { } known)
        {
            check.Add("/" + name, PlatformProblems.UnknownField);
            return;
        }
        var type = TypeOf(known);
        var values =
            bound == "="
                ? text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                : [text];
        var read = values.Select(v => ListValue.Read(type, v, endOfDay: bound == "<=")).ToList();
        if (read.Count == 0 || read.Contains(null))
        {
            check.Add("/" + name, PlatformProblems.Format);
            return;
        }
        if (known.Table is { } table && !values.All(table.Has))
        {
            check.Add("/" + name, PlatformProblems.UnknownCode);
            return;
        }
        for (var i = 0; i < read.Count; i++)
        {
            var parameter = $"list_{name.Replace('.', '_')}_{i}";
            parameters.Add(parameter, read[i]);
            where
                .Append(i == 0 ? " and (" : " or ")
                .Append(known.Sql)
                .Append(' ')
                .Append(bound)
                .Append(" @")
                .Append(parameter);
        }
        where.Append(')');
    }

    void ReadSearch(string search, StringBuilder where, DynamicParameters parameters, Validation check)
    {
        var searched = Columns.Where(c => c.Search).ToList();
        if (searched.Count == 0)
            check.Add("/q", PlatformProblems.UnknownField);
        else
            where
                .Append(" and (")
                .AppendJoin(" or ", searched.Select(c => $"position(@list_q in platform.name_key({c.Sql})) > 0"))
                .Append(')');
        parameters.Add("list_q", PersonName.KeyOf(search));
    }

    Sort ReadSort(ListQuery query, Validation check)
    {
        var wanted = query.Sort ?? DefaultSort ?? "id";
        var sorted = Columns.FirstOrDefault(c => c.Name == wanted.TrimStart('-') && !c.Plain);
        if (sorted is null && wanted.TrimStart('-') != "id")
            check.Add("/sort", PlatformProblems.UnknownCode);
        return new(
            $"{wanted} {query.Collation}",
            sorted,
            sorted is { Search: true } && TypeOf(sorted) == typeof(string)
                ? $"{sorted.Sql} collate platform.{query.Collation}"
                : sorted?.Sql,
            wanted.StartsWith('-'),
            sorted is not null && Member(typeof(TRow), sorted.Name) is { } m && IsNullable(m)
        );
    }

    static string Order(Sort s) =>
        s.Column is null
            ? $" order by x.id {s.Direction}"
            : $" order by {s.Sql} {s.Direction}{(s.Nullable ? " nulls last" : "")}, x.id {s.Direction}";

    string After(string? cursor, Sort sort, DynamicParameters parameters)
    {
        if (cursor is null)
            return "";
        if (
            new Paging(cursor, 1).After<string?[]>() is not [var order, var text, var idText]
            || order != sort.Name
            || !Guid.TryParse(idText, out var id)
        )
            throw new ProblemException(PlatformProblems.BadCursor);
        parameters.Add("list_id", id);
        var op = sort.Descending ? "<" : ">";
        if (sort.Column is null)
            return $" and x.id {op} @list_id";
        if (text is null)
            return $" and {sort.Column.Sql} is null and x.id {op} @list_id";
        parameters.Add(
            "list_value",
            ListValue.Read(TypeOf(sort.Column), text, endOfDay: false)
                ?? throw new ProblemException(PlatformProblems.BadCursor)
        );
        var after = $"({sort.Sql}, x.id) {op} (@list_value, @list_id)";
        return sort.Nullable ? $" and ({after} or {sort.Column.Sql} is null)" : " and " + after;
    }

    string Cursor(TRow last, Sort sort) =>
        System.Buffers.Text.Base64Url.EncodeToString(
            JsonSerializer.SerializeToUtf8Bytes<string?[]>([
                sort.Name,
                sort.Column is null ? "" : ListValue.Text(Member(typeof(TRow), sort.Column.Name)!.GetValue(last)),
                _id.GetValue(last)!.ToString(),
            ])
        );

    static Type TypeOf(ListColumn column) =>
        Nullable.GetUnderlyingType(Member(typeof(TRow), column.Name)!.PropertyType)
        ?? Member(typeof(TRow), column.Name)!.PropertyType;

    static Type Shown(ListColumn column)
    {
        var type = Member(typeof(TItem), column.Name)!.PropertyType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    static bool IsNullable(PropertyInfo member) =>
        Nullable.GetUnderlyingType(member.PropertyType) is not null
        || new NullabilityInfoContext().Create(member).ReadState == NullabilityState.Nullable;

    static PropertyInfo? Member(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);

    /// <param name="Name">As cursors carry it.</param>
    /// <param name="Sql">The column with its collation: the same in the order and where the page before ended.</param>
    sealed record Sort(string Name, ListColumn? Column, string? Sql, bool Descending, bool Nullable)
    {
        public string Direction => Descending ? "desc" : "asc";
    }
}
