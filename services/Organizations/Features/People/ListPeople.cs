using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

static class ListPeople
{
    public sealed record Item(
        Guid Id,
        string Name,
        string? TelephoneMasked,
        [Code(nameof(NationalCodes.Sex))] string Sex,
        int? BirthYear,
        [Code(nameof(NationalCodes.Education))] string? Education,
        string? Occupation,
        [Code(nameof(NationalCodes.Ethnicity))] string? Ethnicity,
        bool HasPhoto,
        DateTimeOffset RegisteredAt
    );

    const string Source = """
        select p.id, p.name, p.telephone, p.sex, extract(year from p.birth_date)::int as birth_year, p.education,
            p.occupation, p.ethnicity, exists (select from person_photos f where f.id = p.id) as has_photo,
            p.registered_at, p.scope_key
        from people p
        where (
            @below::uuid is null
            or exists (
                select from divisions b where b.id = @below and p.scope_key >= b.key and p.scope_key < b.key || '~'
            )
        )
          and (
              @post::text is null
              or exists (
                  select from appointments a
                  where a.person_id = p.id
                      and a.post = @post
                      and platform.in_force(a.valid_from, a.until, @Now)
              )
          )
        """;

    static readonly Listing<Row, Item> List = Listing.Of<Row, Item>(
        "people",
        Source,
        View,
        new("id", "编号"),
        new("name", "姓名") { Search = true },
        new("telephoneMasked", "电话") { Plain = true },
        new("sex", "性别") { Table = NationalCodes.Sex },
        new("birthYear", "出生年份"),
        new("education", "学历") { Table = NationalCodes.Education },
        new("occupation", "职业") { Search = true },
        new("hasPhoto", "有照片"),
        new("registeredAt", "登记时间"),
        new("ethnicity", "民族") { Table = NationalCodes.Ethnicity }
    ) with
    {
        Subject = r => r.Id,
    };

    /// <param name="below">Only people registered in this division and below.</param>
    /// <param name="post">Only holders of this post today.</param>
    [EndpointSummary("人员名单 People, masked; filter, sort, CSV, XLSX")]
    public static Task<ListAnswer<Item>> Handle(
        Guid? below,
        [Code(nameof(CodeTables.Post))] string? post,
        ListQuery query,
        Session session,
        CancellationToken ct
    ) =>
        List.AnswerAsync(
            query,
            session,
            new
            {
                below,
                post,
                session.Now,
            },
            ct
        );

    static Item View(Row r, Session session) =>
        new(
            r.Id,
            r.Name,
            Mask.Middle(session.Show(r.Telephone, "people", r.Id, "telephone"), 3, 4),
            r.Sex,
            r.BirthYear,
            r.Education,
            r.Occupation,
            r.Ethnicity,
            r.HasPhoto,
            r.RegisteredAt
        );

    sealed record Row(
        Guid Id,
        string Name,
        byte[]? Telephone,
        string Sex,
        int? BirthYear,
        string? Education,
        string? Occupation,
        string? Ethnicity,
        bool HasPhoto,
        DateTimeOffset RegisteredAt,
        string ScopeKey
    );
}
