using Organizations.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Sealing;
using ServiceDefaults.Standards;

namespace Organizations.Features.People;

static class GetPerson
{
    /// <param name="HasPhoto">Whether there is a photo at .../photo.</param>
    public sealed record Response(
        Guid Id,
        string Name,
        string? TelephoneMasked,
        string? CitizenIdMasked,
        [Code(nameof(NationalCodes.Sex))] string Sex,
        int? BirthYear,
        [Code(nameof(NationalCodes.Education))] string? Education,
        string? Occupation,
        [Code(nameof(NationalCodes.Ethnicity))] string? Ethnicity,
        bool HasPhoto,
        DateTimeOffset RegisteredAt,
        long Version
    ) : IVersioned;

    const string Find = """
        select id, name, telephone, citizen_id, sex, extract(year from birth_date)::int as birth_year, education,
            occupation, ethnicity, exists (select from person_photos f where f.id = p.id) as has_photo, registered_at,
            version
        from people p
        where id = @id
        """;

    [EndpointSummary("人员 Person, masked")]
    public static async Task<Ok<Response>> Handle(Guid id, Session session, CancellationToken ct) =>
        TypedResults.Ok(await ReadAsync(id, session, ct));

    public static async Task<Response> ReadAsync(Guid id, Session session, CancellationToken ct)
    {
        var r = await session.Find<Row>(Find, new { id }, ct) ?? throw new ProblemException(PlatformProblems.NotFound);
        session.RecordAccess(id);
        return new(
            id,
            r.Name,
            Open(r.Telephone, "telephone", 3, 4),
            Open(r.CitizenId, "citizen_id", 6, 4),
            r.Sex,
            r.BirthYear,
            r.Education,
            r.Occupation,
            r.Ethnicity,
            r.HasPhoto,
            r.RegisteredAt,
            r.Version
        );

        string? Open(byte[]? value, string column, int first, int last) =>
            Mask.Middle(session.Show(value, "people", id, column), first, last);
    }

    sealed record Row(
        Guid Id,
        string Name,
        byte[]? Telephone,
        byte[]? CitizenId,
        string Sex,
        int? BirthYear,
        string? Education,
        string? Occupation,
        string? Ethnicity,
        bool HasPhoto,
        DateTimeOffset RegisteredAt,
        long Version
    );
}
