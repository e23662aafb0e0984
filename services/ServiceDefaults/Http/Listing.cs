using System.Reflection;
using Dapper;
using ServiceDefaults.Data;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Http;

/// <summary>
/// A list, declared by its source and columns; filters, search, order, paging, CSV and XLSX follow from them. Declare
/// it in a static field and answer with <see cref="Listing{TRow,TItem}.AnswerAsync"/>:
/// <code>
/// static readonly Listing&lt;Item, Item&gt; List = Listing.Of&lt;Item&gt;("people", Source,
///     new("name", "姓名") { Search = true }, new("heldOn", "日期"));
/// public static Task&lt;ListAnswer&lt;Item&gt;&gt; Handle(ListQuery query, Session session, CancellationToken ct) =>
///     List.AnswerAsync(query, session, new { key }, ct);
/// </code>
/// The source is any select with a column id uuid; it runs under the caller's policies and takes the handler's named
/// arguments. Callers write ?kind=a,b (one of), ?heldOn.from=2024-01-01&amp;heldOn.to=2024-12-31 (both included),
/// ?q=text, ?sort=name or -name, ?collation=stroke, ?cursor=&amp;limit=, ?format=csv or xlsx (all rows, without
/// paging). The handler's own parameters (such as string? asOf) are allowed too; any other is refused (PLT-1009). An
/// array column has the filter ?skills=a,b (contains one of) and no order.
/// </summary>
public static class Listing
{
    /// <param name="name">File name of an export.</param>
    /// <param name="source">SQL with a column id, and one for each column that is not plain.</param>
    public static Listing<T, T> Of<T>(string name, string source, params IReadOnlyList<ListColumn> columns)
        where T : class => new(name, source, (row, _) => row, columns);

    /// <param name="view">Converts a row to the item that the caller may see: masks, opens sealed values,
    /// computes.</param>
    public static Listing<TRow, TItem> Of<TRow, TItem>(
        string name,
        string source,
        Func<TRow, Session, TItem> view,
        params IReadOnlyList<ListColumn> columns
    )
        where TRow : class
        where TItem : class => new(name, source, view, columns);

    /// <summary>
    /// SQL of an id for rows without one: their number in an order. Each page numbers all rows, so use it for few rows.
    /// </summary>
    /// <param name="order">A unique order of the rows.</param>
    public static string NumberBy(string order) => $"lpad(to_hex(row_number() over (order by {order})), 32, '0')::uuid";
}

/// <summary>The properties of a list that the API document shows.</summary>
interface IListing
{
    IReadOnlyList<ListColumn> Columns { get; }

    /// <summary>Type of the filter of a column that is not plain; for an array column, the array type.</summary>
    Type TypeOf(ListColumn column);

    /// <summary>The columns that ?sort= may name.</summary>
    IEnumerable<string> Sorted { get; }

    /// <summary>Whether it takes ?q=.</summary>
    bool HasSearch { get; }
}

/// <summary>An answer type that contains a list's page.</summary>
interface IListed
{
    IListing Listing { get; }
}

/// <summary>A list; see <see cref="Listing"/>, which makes it.</summary>
public sealed record Listing<TRow, TItem> : IListing
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
            if (
                Member(c.Plain ? typeof(TItem) : typeof(TRow), c.Name) is null
                || (c.Of is not null && Member(typeof(TRow), c.Of) is null)
            )
                throw new ArgumentException($"{typeof(TRow)} has no member for the column {c.Name}.");
    }

    internal IReadOnlyList<ListColumn> Columns { get; private init; }

    IReadOnlyList<ListColumn> IListing.Columns => Columns;

    Type IListing.TypeOf(ListColumn column) => TypeOf(column);

    IEnumerable<string> IListing.Sorted =>
        Walk is null ? Columns.Where(IsSorted).Select(c => c.Name).Append("id").Distinct()
        : DefaultSort is null ? []
        : [DefaultSort.TrimStart('-')];

    bool IListing.HasSearch => SearchBy is not null || Words is not null || Columns.Any(c => c.Search);

    /// <summary>The subject of a row about a person, for the audit.</summary>
    public Func<TRow, Guid> Subject
    {
        init => Subjects = row => [value(row)];
    }

    /// <summary>The subjects of a row about several persons, for the audit.</summary>
    public Func<TRow, IEnumerable<Guid>>? Subjects { get; init; }

    /// <summary>The default order, in the form of ?sort=; null for the id, which is the order of creation.</summary>
    public string? DefaultSort { get; init; }

    /// <summary>
    /// SQL condition for ?q= that replaces the search in each column, for a source with an index of words. @list_q is
    /// the text's key (see <see cref="PersonName"/>), x the source.
    /// </summary>
    public string? SearchBy { get; init; }

    /// <summary>How the rows of a page are found in a large table.</summary>
    public ListWalk? Walk
    {
        get;
        init =>
            field =
                value?.Column is { } c && Member(typeof(TRow), c.Name) is null
                    ? throw new ArgumentException($"{typeof(TRow)} has no member for the walk's {c.Name}.")
                    : value;
    }

    /// <summary>How ?q= searches where no column can be searched.</summary>
    public ListWords? Words { get; init; }

    /// <summary>A page as JSON, or all of it as a file.</summary>
    /// <param name="args">The source's named arguments.</param>
    /// <exception cref="ProblemException">PLT-0001 with the wrong parameters, PLT-0012 for a cursor of another list or
    /// order.</exception>
    public async Task<ListAnswer<TItem>> AnswerAsync(
        ListQuery query,
        Session session,
        object? args = null,
        CancellationToken ct = default
    )
    {
        if (await ListCodes.ReadAsync(Columns, query, session, ct) is { } known)
            return await (this with { Columns = known }).AnswerAsync(query, session, args, ct);
        var parameters = new DynamicParameters(args);
        var (sort, where) = Read(query, session, parameters);
        var all = $"select x.* from ({_source}) x where true{where}";
        if (query.Format is "csv" or "xlsx")
            return new(
                await ListFile.WriteAsync(
                    _name,
                    query,
                    [.. Columns.Where(c => !c.Hidden).Select(c => c with { Type = Shown(c) })],
                    Values(all + sort.By, parameters, session, ct),
                    session,
                    ct
                )
            );
        var after = sort.After(query.Cursor, parameters);
        parameters.Add("list_take", query.Limit + 1);
        var ids =
            Walk is null || where.AreNarrow ? null : await Walk.IdsAsync(session, where, sort, after, parameters, ct);
        var sql = ids is null
            ? $"{all}{after}{sort.By} limit @list_take"
            : $"with page as ({ids}) select x.* from page join ({_source}) x on x.id = page.id{sort.By}";
        var page = (await session.Query<TRow>(sql, parameters, ct)).ToList();
        var next = page.Count > query.Limit ? sort.Cursor(page[query.Limit - 1], Id(page[query.Limit - 1])) : null;
        if (next is not null)
            page.RemoveAt(query.Limit);
        page.ForEach(r => Note(r, session));
        return new(new Page<TItem>(page.ConvertAll(r => _view(r, session)), next));
    }

    /// <summary>A page, for an answer that contains more than the page.</summary>
    /// <param name="query">A query without a file; see <see cref="ListQuery.OfPage"/>.</param>
    /// <exception cref="ProblemException">As <see cref="AnswerAsync"/>.</exception>
    public async Task<Page<TItem>> PageAsync(
        ListQuery query,
        Session session,
        object? args = null,
        CancellationToken ct = default
    ) => (await AnswerAsync(query, session, args, ct)).Page!;

    async IAsyncEnumerable<object?[]> Values(
        string sql,
        DynamicParameters parameters,
        Session session,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct
    )
    {
        var cells = Columns
            .Where(c => !c.Hidden)
            .Select(c =>
                (c.InFile, Shown: Member(typeof(TItem), c.Name)!, Of: c.Of is null ? _id : Member(typeof(TRow), c.Of)!)
            )
            .ToArray();
        var connection = await session.GetConnection(ct);
        var rows = connection.QueryUnbufferedAsync<TRow>(sql, parameters, commandTimeout: session.CommandTimeout);
        await foreach (var row in rows.WithCancellation(ct))
        {
            Note(row, session);
            session.Unopened.BeginItem();
            var item = _view(row, session);
            yield return Array.ConvertAll(cells, c => c.Shown.GetValue(item) is { } value
                    ? c.InFile?.Invoke(value) ?? value
                : c.Of.GetValue(row) is Guid of ? session.Unopened.MarkOf(of, c.Shown.Name, c.Of == _id)
                : null);
        }
    }

    void Note(TRow row, Session session)
    {
        if (Subjects is not null)
            session.RecordAccess(Subjects(row));
    }

    (ListOrder Sort, ListConditions Where) Read(ListQuery query, Session session, DynamicParameters parameters)
    {
        var check = new Validation();
        var where = new ListConditions();
        foreach (var (name, text) in query.Filters)
            ListFilter.Read(Columns, TypeOf, name, text, where, parameters, check);
        if (query.Search is { } search)
            ReadSearch(search, session, where, parameters, check);
        var sort = ReadSort(query, check);
        check.That(query.Format is null or "json" or "csv" or "xlsx", "/format", PlatformProblems.UnknownCode);
        check.That(query.Collation is "pinyin" or "stroke", "/collation", PlatformProblems.UnknownCode);
        check.ThrowIfInvalid();
        return (sort, where);
    }

    void ReadSearch(
        string search,
        Session session,
        ListConditions where,
        DynamicParameters parameters,
        Validation check
    )
    {
        if (Words is not null)
        {
            Words.Read(search, session, where, parameters, check);
            return;
        }
        var searched = Columns.Where(c => c.Search).ToList();
        if (SearchBy is not null)
            where.Append(" and (").Append(SearchBy).Append(')');
        else if (searched.Count == 0)
            check.Add("/q", PlatformProblems.UnknownField);
        else
            where
                .Append(" and (")
                .AppendJoin(" or ", searched.Select(c => $"position(@list_q in platform.name_key({c.Sql})) > 0"))
                .Append(')');
        parameters.Add("list_q", PersonName.KeyOf(search));
    }

    ListOrder ReadSort(ListQuery query, Validation check)
    {
        var wanted = query.Sort ?? DefaultSort ?? Walk?.Column?.Name ?? "id";
        var name = wanted.TrimStart('-');
        var sorted = Columns.FirstOrDefault(c => c.Name == name && IsSorted(c));
        if (
            Walk is null
                ? sorted is null && name != "id"
                : query.Sort is not null && name != DefaultSort?.TrimStart('-')
        )
            check.Add("/sort", PlatformProblems.UnknownCode);
        sorted ??= Walk?.Column;
        var sql =
            sorted is { Search: true } && TypeOf(sorted) == typeof(string)
                ? $"{sorted.Sql} collate platform.{query.Collation}"
                : sorted?.Sql;
        var member = sorted is null ? null : Member(typeof(TRow), sorted.Name);
        return new($"{wanted} {query.Collation}", member, sql, wanted.StartsWith('-'));
    }

    static bool IsSorted(ListColumn c) => c is { Plain: false, Unsorted: false, Lookup: null } && !TypeOf(c).IsArray;

    Guid Id(TRow row) => (Guid)_id.GetValue(row)!;

    static Type TypeOf(ListColumn column) =>
        Nullable.GetUnderlyingType(Member(typeof(TRow), column.Name)!.PropertyType)
        ?? Member(typeof(TRow), column.Name)!.PropertyType;

    static Type Shown(ListColumn column)
    {
        if (column.InFile is not null)
            return typeof(string);
        var type = Member(typeof(TItem), column.Name)!.PropertyType;
        return Nullable.GetUnderlyingType(type) ?? type;
    }

    static PropertyInfo? Member(Type type, string name) =>
        type.GetProperty(name, BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase);
}
