using System.Text.Json;
using Jobs.Domain;
using ServiceDefaults.Data;
using ServiceDefaults.Http;
using ServiceDefaults.Messaging;

namespace Jobs.Features.Referrals;

/// <summary>
/// A referral in answers to the officer, the employer and the candidate. It has name and certificates while it is open
/// and after a hire.
/// </summary>
/// <param name="Note">Only for officers of the candidate's area.</param>
sealed record ReferralView(
    Guid Id,
    Guid PersonId,
    string? Name,
    IReadOnlyList<ReferralView.Certificate> Certificates,
    Guid PostingId,
    string Title,
    Guid EmployerId,
    string Employer,
    [Code(nameof(CodeTables.ReferralState))] string State,
    [Code(nameof(CodeTables.ReferralReason))] string? ReasonCode,
    string? Note,
    DateTimeOffset ReferredAt,
    DateTimeOffset? DecidedAt,
    Guid? PlacementId,
    long Version
) : IVersioned
{
    public const string Select = """
        select r.id, r.person_id, r.posting_id, p.title, r.employer_id, p.employer_name as employer, r.name_sealed,
            r.certificates, r.note, r.state, r.reason_code, r.referred_at, r.decided_at,
            z.id as placement_id, r.version
        from referrals r join postings p on p.id = r.posting_id left join placements z on z.referral_id = r.id
        """;

    public sealed record Certificate(
        string Course,
        string CourseName,
        string Number,
        string Verification,
        DateOnly IssuedOn
    );

    /// <summary>The columns of <see cref="Select"/>.</summary>
    public sealed record Row(
        Guid Id,
        Guid PersonId,
        Guid PostingId,
        string Title,
        Guid EmployerId,
        string Employer,
        byte[]? NameSealed,
        string? Certificates,
        string? Note,
        string State,
        string? ReasonCode,
        DateTimeOffset ReferredAt,
        DateTimeOffset? DecidedAt,
        Guid? PlacementId,
        long Version
    )
    {
        public ReferralView View(Session session) =>
            new(
                Id,
                PersonId,
                session.Show(NameSealed, "referrals", Id, "name"),
                Certificates is null ? [] : JsonSerializer.Deserialize<List<Certificate>>(Certificates, Wire.Json)!,
                PostingId,
                Title,
                EmployerId,
                Employer,
                State,
                ReasonCode,
                session.Caller.Kind == CallerKind.Staff ? Note : null,
                ReferredAt,
                DecidedAt,
                PlacementId,
                Version
            );
    }
}
