using Contracts.Jobs.V1;
using ServiceDefaults.Data;
using ServiceDefaults.Http;

namespace Jobs.Features.Employers;

/// <summary>
/// Changes name or contact of an employer; a member that is not sent stays. The same transaction renames its postings
/// and their search index.
/// </summary>
static class ChangeEmployer
{
    // OpenPosting locks the same row, so that no concurrent posting keeps the former name.
    const string Lock = "select name, contact_sealed, version from employers where id = @id for update";
    const string Update =
        "update employers set name = @name, contact_sealed = @sealedContact, version = version + 1 where id = @id";
    const string Rename = "update postings set employer_name = @name, version = version + 1 where employer_id = @id";

    public sealed record Request(
        [NotEmpty, Longest(100), Example("延安好帮手家政服务有限公司")] string? Name,
        [NotEmpty, Longest(100), Example("李经理 138 0013 8000")] string? Contact
    );

    [EndpointSummary("变更用人单位 Change name or contact of an employer")]
    public static async Task<Ok<EmployerView>> Handle(
        Guid id,
        Request request,
        IfMatch match,
        Session session,
        CancellationToken ct
    )
    {
        var employer = await session.Find<Employer>(Lock, new { id }, ct)
            ?? throw new ProblemException(PlatformProblems.NotFound);
        match.Check(employer.Version);
        var name = request.Name ?? employer.Name;
        var sealedContact = request.Contact is null
            ? employer.ContactSealed
            : session.Sealer.Seal(request.Contact, "employers", id, "contact");
        await session.Execute(
            Update,
            new
            {
                id,
                name,
                sealedContact,
            },
            ct
        );
        if (name != employer.Name)
        {
            session.Defer(Rename, new { id, name });
            session.Publish(new EmployerRenamed(id, name));
        }
        return await GetEmployer.Handle(id, session, ct);
    }

    sealed record Employer(string Name, byte[]? ContactSealed, long Version);
}
