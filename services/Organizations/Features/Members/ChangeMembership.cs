using Organizations.Domain;
using Organizations.Features.Elections;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Organizations.Features.Members;

/// <summary>Changes a membership's role, discipline or last day; values not given stay.</summary>
static class ChangeMembership
{
    /// <param name="ValidTo">Last day.</param>
    public sealed record Request(
        [NotEmpty, Code(nameof(CodeTables.MemberRole))] string? Role,
        [NotEmpty, Code(nameof(CodeTables.Discipline))] string? Discipline,
        LastDay? ValidTo
    );

    const string Change = """
        update memberships
        set role = @role, discipline = @discipline, valid_to = @to, version = version + 1
        where id = @id
        """;

    [EndpointSummary("变更会员资格 Change or end a membership")]
    public static async Task<Ok<MembershipRow>> Handle(
        Guid id,
        Request request,
        IfMatch ifMatch,
        Session session,
        CancellationToken ct
    )
    {
        var row = await session.Find<MembershipRow>(MembershipRow.Find + " for update", new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        ifMatch.Check(row.Version);
        if (row.ValidTo?.Day < session.Today)
            throw new ProblemException(Problems.MemberNoMore);
        var check = new Validation();
        check.That(
            request.ValidTo is null || request.ValidTo.Value.Day >= row.ValidFrom,
            "/validTo",
            PlatformProblems.OutOfRange
        );
        check.ThrowIfInvalid();
        await session.Execute(
            Change,
            new
            {
                id,
                role = request.Role ?? row.Role,
                discipline = request.Discipline ?? row.Discipline,
                to = request.ValidTo ?? row.ValidTo,
            },
            ct
        );
        if (request.ValidTo is { } to && row.PersonId is { } member)
            await Candidacies.EndWithMembershipAsync(id, row.OrganizationId, member, to.Next, session, ct);
        return await GetMembership.Handle(id, session, ct);
    }
}
