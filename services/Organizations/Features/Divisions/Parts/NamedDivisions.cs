using ServiceDefaults.Data;

namespace Organizations.Features.Divisions;

/// <summary>
/// The divisions that the rows of a request name, by id or by code: in force and inside the caller's scope. They are
/// locked until the commit.
/// </summary>
sealed class NamedDivisions
{
    const string Named = """
        select id, code, key, level
        from divisions d
        where (id = any (@ids) or code = any (@codes))
            and platform.not_ended(valid_to, @today)
            and exists (select from platform.ranges() r where d.key >= r.lo and d.key < r.hi)
        for share of d
        """;

    readonly Dictionary<Guid, Row> _byId;
    readonly Dictionary<string, Row> _byCode;

    NamedDivisions(IReadOnlyList<Row> rows) =>
        (_byId, _byCode) = (rows.ToDictionary(d => d.Id), rows.ToDictionary(d => d.Code));

    public static async Task<NamedDivisions> ReadAsync(
        IEnumerable<Guid?> ids,
        IEnumerable<string?> codes,
        Session session,
        CancellationToken ct
    ) =>
        new(
            await session.Query<Row>(
                Named,
                new
                {
                    ids = ids.OfType<Guid>().Distinct().ToArray(),
                    codes = codes.OfType<string>().Distinct().ToArray(),
                    today = session.Today,
                },
                ct
            )
        );

    /// <returns>The division by its id, else by its code; null if not found.</returns>
    public Row? Find(Guid? id, string? code) =>
        id is { } given ? _byId.GetValueOrDefault(given)
        : code is not null ? _byCode.GetValueOrDefault(code)
        : null;

    public sealed record Row(Guid Id, string Code, string Key, int Level);
}
