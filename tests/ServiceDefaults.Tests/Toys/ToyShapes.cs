using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Standards;

namespace ServiceDefaults.Tests.Toys;

/// <summary>The toys' things as a list with every kind of column.</summary>
static class ToyShapes
{
    const string Source = """
        select id, name, version, string_to_array(name, '-') as words, char_length(name) as length,
            case when name not like 'round%' then split_part(name, '-', 1) end as first
        from things
        """;

    static readonly Listing<Row, Item> List = Listing.Of<Row, Item>(
        "shapes",
        Source,
        (row, _) =>
            new(row.Id, row.Name, row.Version, row.Words, row.Length, row.First, [.. row.Words.Select(Piece.Of)]),
        new("id", "编号"),
        new("name", "名称") { Unsorted = true },
        new("version", "版本"),
        new("words", "词") { Recorded = WordsAsync },
        new("length", "长度") { Where = "x.length % 10 = any (@these)" },
        new("first", "首词"),
        new("pieces", "部分") { Plain = true, InFile = ListColumn.Each<Piece>(p => $"{p.Text}:{p.Length}") }
    ) with
    {
        DefaultSort = "-id",
        SearchBy = "starts_with(x.name, @list_q)",
    };

    public static Task<ListAnswer<Item>> Handle(ListQuery query, Session session, CancellationToken ct) =>
        List.AnswerAsync(query, session, ct: ct);

    static async Task<CodeTable> WordsAsync(Session session, CancellationToken ct) =>
        new(
            "word",
            null,
            await session.Query<Code>(
                """
                select value, zh, value as en
                from (values ('round', '圆'), ('flat', '扁'), ('square', '方'), ('thin', '薄')) w (value, zh)
                """,
                ct
            )
        );

    public sealed record Item(
        Guid Id,
        string Name,
        long Version,
        IReadOnlyList<string> Words,
        int Length,
        string? First,
        IReadOnlyList<Piece> Pieces
    );

    public sealed record Piece(string Text, int Length)
    {
        public static Piece Of(string text) => new(text, text.Length);
    }

    sealed record Row(Guid Id, string Name, long Version, string[] Words, int Length, string? First);
}
