using System.Text.Json;
using Contracts.Census.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Profiles;

/// <summary>A profile in answers to its person and to job officers.</summary>
/// <param name="Seeking">True while the person's need is open.</param>
/// <param name="WageWanted">Yuan a month.</param>
sealed record ProfileView(
    Guid PersonId,
    Guid NeedId,
    string? Name,
    IReadOnlyList<WorkingHours> Hours,
    IReadOnlyList<string> Skills,
    IReadOnlyList<ProfileView.Certificate> Certificates,
    bool Seeking,
    int? WageWanted,
    bool Consent,
    DateTimeOffset? ConsentedAt,
    long Version
) : IVersioned
{
    const string FindProfile = """
        select id, need_id, name_sealed, hours, skills, seeking, wage_wanted, consented_at, version
        from profiles
        where id = @personId
        """;

    const string FindCertificates = """
        select id, course, course_name, number, verification, issued_on
        from certificates
        where person_id = @personId
        order by issued_on, id
        """;

    public static async Task<ProfileView> Find(Guid personId, Session session, CancellationToken ct)
    {
        var row = await session.Find<Row>(FindProfile, new { personId }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        var certificates = await session.Query<Certificate>(FindCertificates, new { personId }, ct);
        session.RecordAccess(personId);
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
