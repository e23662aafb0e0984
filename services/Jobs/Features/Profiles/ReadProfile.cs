using System.Text.Json;
using Contracts.Census.V1;
using Microsoft.AspNetCore.Http.HttpResults;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Profiles;

/// <summary>One profile as a job officer sees it: the policy shows only those whose women have consented.</summary>
static class ReadProfile
{
    const string Sql = """
        select id, need_id, name_sealed, hours, skills, seeking, wage_wanted, consented_at, version
        from profiles
        where id = @personId
        """;
    const string Certificates = """
        select id, course, course_name, number, verification, issued_on
        from certificates
        where person_id = @personId
        order by issued_on, id
        """;

    [EndpointSummary("求职档案 One consented profile")]
    public static async Task<Ok<Response>> Handle(Guid personId, Session session, CancellationToken ct) =>
        TypedResults.Ok(await Find(personId, session, ct));

    public static async Task<Response> Find(Guid personId, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(Sql, new { personId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var certificates = await session.Query<Certificate>(Certificates, new { personId }, ct);
        session.Saw(personId);
        return new(
            personId,
            row.NeedId,
            session.Show(row.NameSealed, "profiles", personId, "name"),
            JsonSerializer.Deserialize<List<WorkingHours>>(row.Hours, Wire.Json)!,
            row.Skills,
            certificates,
            row.Seeking,
            row.WageWanted,
            row.ConsentedAt is not null,
            row.ConsentedAt,
            row.Version
        );
    }

    /// <param name="Seeking">Her need is still open.</param>
    /// <param name="WageWanted">Yuan a month.</param>
    public sealed record Response(
        Guid PersonId,
        Guid NeedId,
        string? Name,
        IReadOnlyList<WorkingHours> Hours,
        IReadOnlyList<string> Skills,
        IReadOnlyList<Certificate> Certificates,
        bool Seeking,
        int? WageWanted,
        bool Consent,
        DateTimeOffset? ConsentedAt,
        long Version
    ) : IVersioned;

    public sealed record Certificate(
        Guid Id,
        string Course,
        string CourseName,
        string Number,
        string Verification,
        DateOnly IssuedOn
    );

    sealed record Row(
        Guid Id,
        Guid NeedId,
        byte[] NameSealed,
        string Hours,
        string[] Skills,
        bool Seeking,
        int? WageWanted,
        DateTimeOffset? ConsentedAt,
        long Version
    );
}
